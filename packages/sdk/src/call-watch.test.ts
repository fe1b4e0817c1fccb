import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { statistics } from './call-fixtures.ts';
import { CallWatch, type WatchedCall } from './call-watch.ts';
import { fakeMedia, joinedRig } from './session-rig.ts';
import { platformTimers } from './timers.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a call', () => {
  function start() {
    const statisticsOf = vi.fn<WatchedCall['statistics']>(async () => [statistics()]);
    const call = { mode: 'mesh' as const, isFlowing: false, remote: new Map(), statistics: statisticsOf };
    const watch = new CallWatch(
      call,
      platformTimers,
      () => Date.now(),
      () => {},
    );
    watch.begin();
    return { watch, statisticsOf };
  }

  it('is looked at by itself until it ends, and outlives statistics that fail', async () => {
    const { watch, statisticsOf } = start();
    statisticsOf.mockRejectedValueOnce(new Error('closed'));
    await vi.advanceTimersByTimeAsync(7000);
    expect(statisticsOf).toHaveBeenCalledTimes(2);
    expect(watch.end()?.connections.host).toBe(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(statisticsOf).toHaveBeenCalledTimes(2);
  });

  it('has one report', async () => {
    const { watch } = start();
    await vi.advanceTimersByTimeAsync(3000);
    expect(watch.end()).not.toBeNull();
    expect(watch.end()).toBeNull();
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
