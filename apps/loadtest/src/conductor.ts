import type { Recorder } from './measure/recorder.ts';
import type { Deed } from './scenarios/scenario.ts';

export interface Stage {
  /** Milliseconds since the start. */
  readonly now: () => number;
  readonly delay: (delayMs: number) => Promise<unknown>;
  readonly recorder: Recorder;
  readonly isOver: () => boolean;
  perform(deed: Deed): void;
}

/**
 * Has each deed done when it is due, or as soon as the process gets to it: none is left out for being late, and all is
 * measured from the time that it was due, so that a server that stalls is not asked less (coordinated omission).
 */
export async function conduct(deeds: Iterable<Deed>, { now, delay, recorder, isOver, perform }: Stage): Promise<void> {
  for (const deed of deeds) {
    for (let earlyMs = deed.atMs - now(); earlyMs > 0; earlyMs = deed.atMs - now()) {
      await delay(Math.min(earlyMs, LOOK_MS));
      if (isOver()) return;
    }
    if (isOver()) return;
    recorder.took('late', now() - deed.atMs);
    perform(deed);
  }
}

/** The longest that the end of the run goes unnoticed. */
const LOOK_MS = 500;
