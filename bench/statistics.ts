export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

export const whole = (value: number): string => value.toFixed(0);

/** `1.23 (1.20 to 1.30)`: median, least and most, each as `text` writes it. */
export function spread(values: readonly number[], text = (value: number) => value.toFixed(2)): string {
  return `${text(median(values))} (${text(Math.min(...values))} to ${text(Math.max(...values))})`;
}

/**
 * Between which the true median lies with at least 95 % confidence, whatever the values' distribution (the sign test's
 * interval, between two of the values). All of them where they are too few to say so.
 */
export function medianBounds(values: readonly number[]): [number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  const count = sorted.length;
  /** That so many fall below the median (binomial with one half), and that at most so many do. */
  let exactly = 0.5 ** count;
  let atMost = exactly;
  let left = 0;
  while (atMost <= 0.025) {
    left += 1;
    exactly *= (count - left + 1) / left;
    atMost += exactly;
  }
  const cut = Math.max(0, left - 1);
  return [sorted[cut] ?? Number.NaN, sorted[count - 1 - cut] ?? Number.NaN];
}
