import type { Random } from '../random.ts';

/** How much there is of everything. */
export interface Load {
  readonly connections: number;
  readonly roomSize: number;
  /** People who come, in a second. */
  readonly joinsPerSecond: number;
  /** After all have come. */
  readonly durationMs: number;
}

/** What a bot does. */
export type Act =
  | 'join'
  | 'leave'
  | 'chat'
  | 'raise_hand'
  | 'react'
  | 'turn_microphone'
  | 'mute_everyone'
  /** The network breaks: the socket is gone without a word. */
  | 'cut';

/** One thing that one bot does, `atMs` after the start. */
export interface Deed {
  readonly atMs: number;
  readonly bot: number;
  readonly act: Act;
}

/** The bots of one process: whole rooms, so that one clock measures from sender to receiver. */
export interface Crowd {
  readonly load: Load;
  /** By number, in the order of their rooms; the first of a room is its host. */
  readonly bots: readonly number[];
  /** When all bots of all processes have come. */
  readonly rampMs: number;
}

export interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly defaults: Load;
  /** Whether people in a room exchange session descriptions and candidates, each with each. */
  readonly signals: boolean;
  /** What happens once all have come, in order of time. It may go on for ever: the run ends it. */
  deeds(crowd: Crowd, random: Random): Iterable<Deed>;
  /** Whether servers are replaced while it runs, from a quarter of its duration on. */
  readonly deploys: boolean;
}

/** When a bot is due. They come evenly, room by room. */
export function dueMs(bot: number, { joinsPerSecond }: Load): number {
  return (bot / joinsPerSecond) * 1000;
}

export function rampMs(load: Load): number {
  return dueMs(load.connections, load);
}

/** The bots of process number `index` of so many. */
export function botsOf(index: number, processes: number, { connections, roomSize }: Load): number[] {
  return Array.from({ length: connections }, (_, bot) => bot).filter(
    (bot) => Math.floor(bot / roomSize) % processes === index,
  );
}

/** Everything that the bots of one process do, in order of time. The same seed, the same deeds. */
export function* scheduleOf(scenario: Scenario, crowd: Crowd, random: Random): Iterable<Deed> {
  for (const bot of crowd.bots) yield { atMs: dueMs(bot, crowd.load), bot, act: 'join' };
  yield* scenario.deeds(crowd, random);
}
