/** Whether somebody speaks, with what is needed to judge the next measurement. */
export interface Speaking {
  speaking: boolean;
  /** Since when the level has been on the other side of the threshold, epoch or monotonic ms; null: it is not. */
  since: number | null;
}

export const silent: Speaking = { speaking: false, since: null };

const START_LEVEL = 0.25;
/** Lower than the start, so that a voice at the threshold does not flicker. */
const STOP_LEVEL = 0.15;
/** A knock on the desk is shorter than this. */
const ATTACK_MS = 100;
/** Pauses between words are shorter than this. */
const HANG_MS = 600;

/** Judges one more measurement: a start needs a lasting level, a stop a lasting silence. */
export function nextSpeaking({ speaking, since }: Speaking, level: number, now: number): Speaking {
  const turns = speaking ? level < STOP_LEVEL : level >= START_LEVEL;
  if (!turns) return { speaking, since: null };
  const start = since ?? now;
  const isLasting = now - start >= (speaking ? HANG_MS : ATTACK_MS);
  return isLasting ? { speaking: !speaking, since: null } : { speaking, since: start };
}

const FLOOR_DECIBELS = -50;
const CEILING_DECIBELS = -10;

/** Loudness as it is felt: the root mean square of samples in [-1, 1], 0 at -50 dBFS and 1 at -10 dBFS. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  if (sum === 0) return 0;
  const decibels = 10 * Math.log10(sum / samples.length);
  return Math.min(1, Math.max(0, (decibels - FLOOR_DECIBELS) / (CEILING_DECIBELS - FLOOR_DECIBELS)));
}
