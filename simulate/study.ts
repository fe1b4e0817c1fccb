import { Random } from '../apps/loadtest/src/random.ts';
import type { CostSheet } from './costs.ts';
import type { HouseOptions } from './house.ts';
import type { Options } from './options.ts';
import { populate } from './population.ts';
import type { Rules } from './rules.ts';

/** All that a result follows from. */
export interface Study {
  readonly options: Options;
  readonly rules: Rules;
  readonly sheet: CostSheet;
}

export type Progress = (words: string) => void;

/** With the people who are in meetings: millions are made within seconds, and are the same each time. */
export function houseOptionsOf({ options, rules, sheet }: Study): HouseOptions {
  const { connections, rooms, seed } = options;
  return {
    population: populate(connections, rooms, new Random(seed)),
    rules,
    costs: sheet.costs,
    seed,
    podStartMs: 1000 * options['pod-start-seconds'],
  };
}
