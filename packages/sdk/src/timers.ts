export type TimerId = ReturnType<typeof setTimeout>;

/** Timers that tests can replace. */
export interface Timers {
  setTimeout(callback: () => void, delayMs: number): TimerId;
  clearTimeout(timer: TimerId | undefined): void;
}

/** The platform's own, looked up at each call. */
export const platformTimers: Timers = {
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (timer) => clearTimeout(timer),
};
