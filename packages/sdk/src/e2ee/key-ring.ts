import { LAST_KEY_INDEX } from './frame-format.ts';
import { firstRoot, nextRoot, type Root } from './key-schedule.ts';

/** How many steps behind are still read: whoever sends nothing to follow may be late. */
const BEHIND = 8;
/** How many steps ahead are tried: who comes late begins at the first. Bounded, as each step costs a derivation. */
const AHEAD = 64;

/** The roots of the ratchet's steps around the present one. */
export class KeyRing {
  readonly #roots = new Map<number, Promise<Root>>();
  #index = 0;

  constructor(secret: Uint8Array<ArrayBuffer>, roomCode: string) {
    this.#roots.set(0, firstRoot(secret, roomCode));
  }

  /** The step that is sent with. */
  get index(): number {
    return this.#index;
  }

  /** Null for a step that is out of reach. Steps ahead are derived and kept, but nothing moves: see {@link advanceTo}. */
  root(index: number): Promise<Root> | null {
    if (index < Math.max(0, this.#index - BEHIND) || index > this.#index + AHEAD) return null;
    return this.#roots.get(index) ?? this.#derive(index);
  }

  /**
   * Sends with step `index` from now on, and forgets what is too far behind. To be called for a step that an authentic
   * frame proved, or that a person asked for. Never goes back.
   */
  advanceTo(index: number): void {
    if (index <= this.#index || index > LAST_KEY_INDEX || this.root(index) === null) return;
    this.#index = index;
    for (const known of [...this.#roots.keys()]) if (known < index - BEHIND) this.#roots.delete(known);
  }

  #derive(index: number): Promise<Root> {
    const before = this.#roots.get(index - 1) ?? this.#derive(index - 1);
    const root = before.then(nextRoot);
    this.#roots.set(index, root);
    return root;
  }
}
