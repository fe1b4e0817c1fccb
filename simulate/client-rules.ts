import { limits } from '@cline-meet/protocol';
import { backoffMs, turnMs } from '../packages/sdk/src/backoff.ts';

/** As in the sdk's signaling-socket.ts: a test runs both and compares when they try. */
const LASTING_MS = 5_000;
/** A socket on which nothing came for so long is given up at the next ping. */
const SILENCE_MS = 2 * limits.pingIntervalMs;

/** The number of the next try: 1 after a connection that lasted. */
export function nextAttempt(attempt: number, provedForMs: number | null): number {
  return provedForMs !== null && provedForMs >= LASTING_MS ? 1 : attempt + 1;
}

/** How long a client waits before try `attempt`, where the server may have named a time. */
export function waitMs(attempt: number, retryAfterMs: number | null, random: () => number): number {
  const putOffMs = retryAfterMs === null ? 0 : turnMs(retryAfterMs, random);
  return putOffMs > 0 ? putOffMs : backoffMs(attempt, random);
}

/**
 * How long a client takes to notice a server that is gone without a word, which pinged `phaseMs` before and heard the
 * answer `roundTripMs` later: the ping at which it has heard nothing for two intervals.
 */
export function noticedAfterMs(phaseMs: number, roundTripMs: number): number {
  const pings = Math.ceil((SILENCE_MS + roundTripMs) / limits.pingIntervalMs);
  return pings * limits.pingIntervalMs - phaseMs;
}
