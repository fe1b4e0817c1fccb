import { CallReport } from '@cline-meet/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { statistics } from './call-fixtures.ts';
import { CallQuality, type CallSource, type ConnectionStatistics } from './call-quality.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(source: Partial<CallSource> = {}) {
  const from = { mode: 'mesh' as const, isFlowing: false, ...source };
  const quality = new CallQuality(from, () => Date.now());
  quality.begin();
  return { quality, from, look: (...found: ConnectionStatistics[]) => quality.take(found) };
}

describe('the report of a call', () => {
  it('sums over connections that came and went, by the latest that each told', () => {
    const { quality, look } = start();
    const video = {
      freezeCount: 1,
      totalFreezesDuration: 0.5,
      totalInterFrameDelay: 4,
      packetsReceived: 100,
      packetsLost: 3,
    };
    look(statistics({ received: [video] }), statistics({ id: 'b', received: [{ packetsReceived: 50 }] }));
    look(statistics({ received: [{ ...video, packetsReceived: 200 }] }));
    expect(quality.report()).toMatchObject({
      connections: { host: 2, srflx: 0, prflx: 0, relay: 0, failed: 0 },
      freezeCount: 1,
      frozenMs: 500,
      playedMs: 4000,
      packetsReceived: 250,
      packetsLost: 3,
    });
  });

  it('names the way of each connection, and those that never stood', () => {
    const { quality, look } = start();
    look(
      statistics({ id: 'relayed', way: ['host', 'relay'] }),
      statistics({ id: 'mapped', way: ['srflx', 'host'] }),
      statistics({ id: 'met', way: ['prflx', 'host'] }),
      statistics({ id: 'lost', way: null, state: 'failed' }),
      statistics({ id: 'early', way: null, state: 'connecting' }),
    );
    expect(quality.report()?.connections).toEqual({ host: 0, srflx: 1, prflx: 1, relay: 1, failed: 1 });
  });

  it('does not count as failed what stood before, and counts what came to stand at last', () => {
    const { quality, look } = start();
    look(statistics(), statistics({ id: 'b', way: null, state: 'failed' }));
    look(statistics({ way: null, state: 'failed' }), statistics({ id: 'b' }));
    expect(quality.report()?.connections).toMatchObject({ host: 2, failed: 0 });
  });

  it('tells the mean round trip, and how soon media came', async () => {
    const { quality, look, from } = start();
    await vi.advanceTimersByTimeAsync(1200);
    from.isFlowing = true;
    quality.changed();
    await vi.advanceTimersByTimeAsync(5000);
    quality.changed();
    look(statistics({ roundTrip: 0.1 }));
    look(statistics({ roundTrip: 0.2 }));
    expect(quality.report()).toMatchObject({ joinMs: 1200, roundTripMs: 150 });
  });

  it('tells no time of joining to who was the first', () => {
    const { quality, look, from } = start();
    quality.arrivedAlone();
    from.isFlowing = true;
    quality.changed();
    look(statistics());
    expect(quality.report()?.joinMs).toBeNull();
  });

  it('is none where nobody was connected to', () => {
    expect(start().quality.report()).toBeNull();
  });

  it('is what the protocol allows, whatever a browser tells', () => {
    const { quality, look } = start();
    const strange = { packetsLost: -5, packetsReceived: 2.5, totalFreezesDuration: 0.0004, freezeCount: Number.NaN };
    look(statistics({ received: [strange], roundTrip: 1000 }));
    expect(() => CallReport.parse(quality.report())).not.toThrow();
  });
});
