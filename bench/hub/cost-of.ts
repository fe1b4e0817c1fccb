import { setTimeout as delay } from 'node:timers/promises';
import type { GeneratorWatch } from '../generator-watch.ts';
import { pace } from '../pace.ts';

/** Whole seconds: what a hub does of itself, it does once a second. */
const IDLE_MS = 2000;
const BUSY_MS = 3000;
/** Until what was sent last has been dealt with. */
const SETTLE_MS = 300;

/** What was used, in CPU seconds, by whom something is asked. */
export interface Meter {
  cpuSeconds(): number;
}

/** The CPU microseconds that each act costs, beyond what is used while nothing is asked; for each of the meters. */
export async function costOf(
  meters: readonly Meter[],
  perSecond: number,
  act: (index: number) => void,
  watch: GeneratorWatch,
): Promise<number[]> {
  const idle = await used(meters, () => delay(IDLE_MS));
  watch.begin();
  let acts = 0;
  const busy = await used(meters, async () => {
    acts = await pace(perSecond, BUSY_MS - SETTLE_MS, act);
    await delay(SETTLE_MS);
  });
  watch.end();
  return busy.map((seconds, index) => ((seconds - (idle[index] ?? 0) * (BUSY_MS / IDLE_MS)) * 1e6) / acts);
}

async function used(meters: readonly Meter[], run: () => Promise<unknown>): Promise<number[]> {
  const before = meters.map((meter) => meter.cpuSeconds());
  await run();
  return meters.map((meter, index) => meter.cpuSeconds() - (before[index] ?? 0));
}
