import type { SessionPhase } from '@cline-meet/sdk';
import type { Recorder } from '../measure/recorder.ts';

export interface PresenceSurroundings {
  readonly recorder: Recorder;
  readonly now: () => number;
  /** Counts the bots of this process that are inside. */
  entered(by: 1 | -1): void;
}

/** Whether a bot is in its room, and how long each way there took. */
export class Presence {
  readonly #at: PresenceSurroundings;
  #phase: SessionPhase['name'] = 'idle';
  /** When it was due to come in, or has been away since. */
  #awaySinceMs = 0;
  #hasBeenIn = false;
  #wasCut = false;

  constructor(at: PresenceSurroundings) {
    this.#at = at;
  }

  get isInside(): boolean {
    return this.#phase === 'joined';
  }

  /** It is to come in. */
  due(atMs: number): void {
    this.#at.recorder.count('due');
    this.#awaySinceMs = atMs;
    this.#hasBeenIn = false;
    this.#wasCut = false;
  }

  /** Its socket is about to be cut by us. */
  cut(atMs: number): void {
    this.#at.recorder.count('cut');
    this.#awaySinceMs = atMs;
    this.#wasCut = true;
  }

  follow({ name }: SessionPhase): void {
    const before = this.#phase;
    if (name === before) return;
    this.#change(name);
    if (name === 'joined') this.#arrived();
    else if (name === 'reconnecting' && before === 'joined' && !this.#wasCut) {
      this.#at.recorder.count('lost');
      this.#awaySinceMs = this.#at.now();
    }
  }

  /** By its own wish. */
  left(): void {
    this.#change('idle');
  }

  #arrived(): void {
    this.#at.recorder.took(this.#hasBeenIn ? 'return' : 'join', this.#at.now() - this.#awaySinceMs);
    this.#at.recorder.count(this.#hasBeenIn ? 'returned' : 'joined');
    this.#hasBeenIn = true;
    this.#wasCut = false;
  }

  #change(phase: SessionPhase['name']): void {
    if ((phase === 'joined') !== this.isInside) this.#at.entered(phase === 'joined' ? 1 : -1);
    this.#phase = phase;
  }
}
