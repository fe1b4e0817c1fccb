const BASE_MS = 250;
const CAP_MS = 10_000;
/** What a server may ask for; more is taken for a mistake. */
const LONGEST_TURN_MS = 60_000;

/**
 * How long to wait before try number `attempt` (from 1): exponential with full jitter, so that a room that lost its
 * server does not come back all at once.
 */
export function backoffMs(attempt: number, random: () => number): number {
  return Math.floor(random() * Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1)));
}

/** How long to wait where the server named a time: never shorter, and a little longer at random. */
export function turnMs(retryAfterMs: number, random: () => number): number {
  return Math.min(Math.max(retryAfterMs, 0), LONGEST_TURN_MS) + backoffMs(1, random);
}
