import type { TimerId, Timers } from '../timers.ts';

/** A connection often heals by itself within this. */
const DISCONNECTED_MS = 4_000;
const AGAIN_MS = 1_000;
const LONGEST_MS = 30_000;

/** What ICE restarts need of a connection. */
export type Restartable = Pick<RTCPeerConnection, 'iceConnectionState' | 'restartIce'>;

/** Restarts ICE where a connection failed or stays interrupted, ever more slowly while that does not help. */
export class IceRestarts {
  readonly #connection: Restartable;
  readonly #timers: Timers;
  #timer: TimerId | undefined;
  #failures = 0;

  constructor(connection: Restartable, timers: Timers) {
    this.#connection = connection;
    this.#timers = timers;
  }

  /** `iceConnectionState` changed. */
  stateChanged(): void {
    this.#timers.clearTimeout(this.#timer);
    switch (this.#connection.iceConnectionState) {
      case 'connected':
      case 'completed':
        this.#failures = 0;
        return;
      case 'disconnected':
        this.#restartIn(DISCONNECTED_MS);
        return;
      case 'failed':
        this.#restartIn(this.#failures === 0 ? 0 : Math.min(LONGEST_MS, AGAIN_MS * 2 ** this.#failures));
        this.#failures += 1;
        return;
      default:
    }
  }

  close(): void {
    this.#timers.clearTimeout(this.#timer);
  }

  #restartIn(delayMs: number): void {
    this.#timer = this.#timers.setTimeout(() => this.#connection.restartIce(), delayMs);
  }
}
