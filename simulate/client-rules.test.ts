import { closeCodes, limits } from '@cline-meet/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Random } from '../apps/loadtest/src/random.ts';
import { fakeWebSockets } from '../packages/sdk/src/fake-web-socket.ts';
import { SignalingSocket } from '../packages/sdk/src/signaling-socket.ts';
import { platformTimers } from '../packages/sdk/src/timers.ts';
import { nextAttempt, noticedAfterMs, waitMs } from './client-rules.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

/** The sdk's own socket, and what it tells of its waits. */
function realSocket(random: () => number) {
  const { WebSocket, latest } = fakeWebSockets();
  const waits: number[] = [];
  const socket = new SignalingSocket({
    connect: () => new WebSocket('wss://meet.example/ws?room=1'),
    timers: platformTimers,
    random,
    now: Date.now,
    pingFrame: 'ping',
    listener: {
      opened: () => {},
      received: () => {},
      lost: (_attempt, retryAt) => waits.push(retryAt - Date.now()),
      closed: () => {},
      isReplacing: () => false,
    },
  });
  socket.reopen();
  return { socket, latest, waits };
}

describe("the simulated client does as the sdk's socket", () => {
  it('through connections that last or not, and turns that a server names', () => {
    const [real, mine, script] = [new Random(5), new Random(5), new Random(6)];
    const { socket, latest, waits } = realSocket(real.next);
    const expected: number[] = [];
    let attempt = 0;
    for (let round = 0; round < 200; round += 1) {
      const [isSeated, lastsMs, isPutOff] = [script.chance(0.3), script.between(0, 10_000), script.chance(0.3)];
      const retryAfterMs = isPutOff ? script.between(1, 30_000) : null;
      latest().serverOpens();
      if (isSeated) {
        socket.proved();
        vi.advanceTimersByTime(lastsMs);
      }
      if (retryAfterMs !== null) socket.putOff(retryAfterMs);
      latest().serverCloses(retryAfterMs === null ? 1006 : closeCodes.busy.code);
      attempt = nextAttempt(attempt, isSeated ? lastsMs : null);
      expected.push(waitMs(attempt, retryAfterMs, mine.next));
      vi.advanceTimersByTime(waits.at(-1) ?? 0);
    }
    expect(waits).toEqual(expected);
  });

  it.each([0, 1, 7_000, 14_999])('when the server goes without a word %d ms after a ping', (phaseMs) => {
    const roundTripMs = 50;
    const { latest, waits } = realSocket(() => 0);
    latest().serverOpens();
    const answer = () => latest().serverSends('pong');
    vi.advanceTimersByTime(limits.pingIntervalMs + roundTripMs);
    answer();
    // The server is there for `phaseMs` after this ping; its answer to it still arrives.
    vi.advanceTimersByTime(limits.pingIntervalMs);
    answer();
    const goneAtMs = 2 * limits.pingIntervalMs + phaseMs;
    while (waits.length === 0) vi.advanceTimersByTime(1);
    expect(Date.now() - goneAtMs).toBe(noticedAfterMs(phaseMs, roundTripMs));
  });
});
