/** How long a journal waits before it tries a batch again. */
export function retryDelayMs(failures: number): number {
  return Math.min(100 * 2 ** failures, 10_000);
}
