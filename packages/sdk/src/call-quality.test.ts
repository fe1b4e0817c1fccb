import { CallReport } from '@cline-meet/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallQuality, type CallSource, type ConnectionStatistics } from './call-quality.ts';
import { fakeMedia, joinedRig } from './session-rig.ts';
import { platformTimers } from './timers.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Shape {
  id?: string;
  state?: RTCPeerConnectionState;
  /** The kinds of both ends' addresses; null where no pair is selected. */
  way?: [string, string] | null;
  roundTrip?: number;
  received?: object[];
}

/** A connection's statistics as a browser gives them. */
function statistics({
  id = 'a',
  state = 'connected',
  way = ['host', 'host'],
  ...rest
}: Shape = {}): ConnectionStatistics {
  const entries: { id: string; [key: string]: unknown }[] = [
    { id: 'T', type: 'transport', ...(way && { selectedCandidatePairId: 'P' }) },
    ...(way
      ? [
          { id: 'P', localCandidateId: 'L', remoteCandidateId: 'R', currentRoundTripTime: rest.roundTrip },
          { id: 'L', candidateType: way[0] },
          { id: 'R', candidateType: way[1] },
        ]
      : []),
    ...(rest.received ?? []).map((entry, index) => ({ id: `I${index}`, type: 'inbound-rtp', ...entry })),
  ];
  return { id, state, stats: new Map(entries.map((entry) => [entry.id, entry])) as unknown as RTCStatsReport };
}

function start(source: Partial<CallSource> = {}) {
  const found: ConnectionStatistics[] = [];
  const from = { mode: 'mesh' as const, isFlowing: false, statistics: async () => found, ...source };
  const quality = new CallQuality(from, platformTimers, () => Date.now());
  quality.begin();
  const look = async (...connections: ConnectionStatistics[]) => {
    found.splice(0, found.length, ...connections);
    await quality.sample();
  };
  return { quality, look, from };
}

describe('the report of a call', () => {
  it('sums over connections that came and went, by the latest that each told', async () => {
    const { quality, look } = start();
    const video = {
      freezeCount: 1,
      totalFreezesDuration: 0.5,
      totalInterFrameDelay: 4,
      packetsReceived: 100,
      packetsLost: 3,
    };
    await look(statistics({ received: [video] }), statistics({ id: 'b', received: [{ packetsReceived: 50 }] }));
    await look(statistics({ received: [{ ...video, packetsReceived: 200 }] }));
    expect(quality.end()).toMatchObject({
      connections: { host: 2, srflx: 0, prflx: 0, relay: 0, failed: 0 },
      freezeCount: 1,
      frozenMs: 500,
      playedMs: 4000,
      packetsReceived: 250,
      packetsLost: 3,
    });
  });

  it('names the way of each connection, and those that never stood', async () => {
    const { quality, look } = start();
    await look(
      statistics({ id: 'relayed', way: ['host', 'relay'] }),
      statistics({ id: 'mapped', way: ['srflx', 'host'] }),
      statistics({ id: 'met', way: ['prflx', 'host'] }),
      statistics({ id: 'lost', way: null, state: 'failed' }),
      statistics({ id: 'early', way: null, state: 'connecting' }),
    );
    expect(quality.end()?.connections).toEqual({ host: 0, srflx: 1, prflx: 1, relay: 1, failed: 1 });
  });

  it('does not count as failed what stood before, and counts what came to stand at last', async () => {
    const { quality, look } = start();
    await look(statistics(), statistics({ id: 'b', way: null, state: 'failed' }));
    await look(statistics({ way: null, state: 'failed' }), statistics({ id: 'b' }));
    expect(quality.end()?.connections).toMatchObject({ host: 2, failed: 0 });
  });

  it('tells the mean round trip, and how soon media came', async () => {
    const { quality, look, from } = start();
    await vi.advanceTimersByTimeAsync(1200);
    from.isFlowing = true;
    quality.changed();
    await vi.advanceTimersByTimeAsync(5000);
    quality.changed();
    await look(statistics({ roundTrip: 0.1 }));
    await look(statistics({ roundTrip: 0.2 }));
    expect(quality.end()).toMatchObject({ joinMs: 1200, roundTripMs: 150 });
  });

  it('tells no time of joining to who was the first', async () => {
    const { quality, look, from } = start();
    quality.arrivedAlone();
    from.isFlowing = true;
    quality.changed();
    await look(statistics());
    expect(quality.end()?.joinMs).toBeNull();
  });

  it('is none where nobody was connected to, and is given once', async () => {
    expect(start().quality.end()).toBeNull();
    const { quality, look } = start();
    await look(statistics());
    expect(quality.end()).not.toBeNull();
    expect(quality.end()).toBeNull();
  });

  it('looks by itself, and outlives statistics that fail', async () => {
    const statisticsOf = vi.fn<CallSource['statistics']>(async () => [statistics()]);
    const { quality } = start({ statistics: statisticsOf });
    statisticsOf.mockRejectedValueOnce(new Error('closed'));
    await vi.advanceTimersByTimeAsync(13_000);
    expect(statisticsOf).toHaveBeenCalledTimes(2);
    expect(quality.end()?.connections.host).toBe(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(statisticsOf).toHaveBeenCalledTimes(2);
  });

  it('is what the protocol allows, whatever a browser tells', async () => {
    const { quality, look } = start();
    const strange = { packetsLost: -5, packetsReceived: 2.5, totalFreezesDuration: 0.0004, freezeCount: Number.NaN };
    await look(statistics({ received: [strange], roundTrip: 1000 }));
    expect(() => CallReport.parse(quality.end())).not.toThrow();
  });
});

describe('a session', () => {
  async function inCall() {
    const media = { ...fakeMedia(), statistics: async () => [statistics()] };
    const rig = await joinedRig({ createMedia: () => media });
    await vi.advanceTimersByTimeAsync(3000);
    return rig;
  }

  it('tells the report before it leaves', async () => {
    const { session, server } = await inCall();
    session.leave();
    expect(server.received('call_report').map(({ payload }) => payload.connections.host)).toEqual([1]);
    expect(server.received('leave_room')).toHaveLength(1);
  });

  it('tells it when the page goes, and not again', async () => {
    const { session, server, network } = await inCall();
    network.dispatchEvent(new Event('pagehide'));
    expect(server.received('call_report')).toHaveLength(1);
    session.leave();
    expect(server.received('call_report')).toHaveLength(1);
  });
});
