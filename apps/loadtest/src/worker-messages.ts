import type { MediaKinds } from './bot/bot.ts';
import type { Tally } from './measure/recorder.ts';
import type { LoadFigures } from './measure/series.ts';
import type { Load } from './scenarios/scenario.ts';

/** Where bots go. */
export interface Places {
  readonly gateway: string;
  readonly hubs: readonly string[];
}

/** What a process of bots is told at first. */
export interface Task {
  readonly index: number;
  readonly processes: number;
  readonly scenario: string;
  readonly load: Load;
  readonly seed: number;
  /** Null: bots send no media. */
  readonly media: MediaKinds | null;
  readonly places: Places;
}

export type ToWorker =
  | { type: 'prepare'; task: Task }
  /** Epoch milliseconds: all processes begin at once. */
  | { type: 'start'; atMs: number }
  | { type: 'stop' };

export type FromWorker =
  /** People signed in, rooms made and tickets got so far, and how many there are to be. */
  | { type: 'preparing'; done: number; of: number }
  /** `emptyBytes`: what the process takes before any bot has a connection. */
  | { type: 'ready'; emptyBytes: number }
  /** Once a second while it runs. */
  | { type: 'tick'; atMs: number; tally: Tally; load: LoadFigures }
  /** It cannot go on. */
  | { type: 'failed'; reason: string };
