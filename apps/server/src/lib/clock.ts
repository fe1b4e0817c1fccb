/** Milliseconds since the epoch. Passed in, so that tests need no sleep. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
