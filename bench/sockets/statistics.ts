export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

/** `1.23 (1.20 to 1.30)`: median, least and most. */
export function spread(values: readonly number[], digits = 2): string {
  const number = (value: number) => value.toFixed(digits);
  return `${number(median(values))} (${number(Math.min(...values))} to ${number(Math.max(...values))})`;
}
