import type { RoomContext } from '../room/context.ts';
import { loseDeadPods } from '../room/lose-dead-pods.ts';
import type { PodLeases } from '../room/pod-leases.ts';

/** A lease lasts three times as long. */
const RENEW_INTERVAL_MS = 5000;

/** Keeps this pod's lease alive and looks after the people of pods whose lease ran out. */
export class LeaseKeeper {
  readonly #room: RoomContext;
  readonly #leases: PodLeases;
  /** Others took this pod for dead: its people have lost their places here. */
  readonly #lost: () => void;
  #dueAtMs = 0;

  constructor(room: RoomContext, leases: PodLeases, lost: () => void) {
    this.#room = room;
    this.#leases = leases;
    this.#lost = lost;
  }

  /** Does what is due by now; to be called often. */
  async keep(): Promise<void> {
    const nowMs = this.#room.clock.now();
    if (nowMs < this.#dueAtMs) return;
    const isKept = await this.#leases.renew();
    // Not before: a renewal that failed is due at once.
    this.#dueAtMs = nowMs + RENEW_INTERVAL_MS;
    if (!isKept) this.#lost();
    await loseDeadPods(this.#room, this.#leases);
  }

  /** For a pod that has sent all its people away. */
  release(): Promise<void> {
    return this.#leases.release();
  }
}
