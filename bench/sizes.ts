/** A size of a part, which the environment may set to another, so that a part can be tried quickly. */
function sizeOf(name: string, size: number): number {
  const text = process.env[name];
  if (text === undefined) return size;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`${name} must be a number from 1 to 999999`);
  return Number(text);
}

/** How often each thing is measured. */
export const roundsOr = (rounds: number): number => sizeOf('BENCH_ROUNDS', rounds);

/** How long something is held. */
export const holdSecondsOr = (seconds: number): number => sizeOf('BENCH_HOLD_SECONDS', seconds);

export const connectionsOr = (connections: number): number => sizeOf('BENCH_CONNECTIONS', connections);
