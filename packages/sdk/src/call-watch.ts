import type { CallReport, ConnectionId } from '@cline-meet/protocol';
import { CallQuality, type CallSource, type ConnectionStatistics } from './call-quality.ts';
import { LinkJudge, type LinkQualities } from './link-quality.ts';
import type { RemoteMedia } from './session-state.ts';
import type { TimerId, Timers } from './timers.ts';

/** What is looked at. */
export interface WatchedCall extends CallSource {
  readonly remote: ReadonlyMap<ConnectionId, RemoteMedia>;
  statistics(): Promise<ConnectionStatistics[]>;
}

/** Soon the first time: many calls are short. */
const FIRST_LOOK_MS = 3000;
const LOOK_MS = 4000;

/**
 * Looks at a call's statistics now and then, for as long as it lasts: for the report at its end, and to say meanwhile how
 * well media comes through.
 */
export class CallWatch {
  readonly #call: WatchedCall;
  readonly #timers: Timers;
  readonly #changed: () => void;
  readonly #quality: CallQuality;
  readonly #links = new LinkJudge();
  #timer: TimerId | undefined;
  #isOver = false;

  /** `changed` is called when {@link links} are others. */
  constructor(call: WatchedCall, timers: Timers, now: () => number, changed: () => void) {
    this.#call = call;
    this.#timers = timers;
    this.#changed = changed;
    this.#quality = new CallQuality(call, now);
  }

  /** A new object on each change. */
  get links(): LinkQualities {
    return this.#links.qualities;
  }

  /** The wish to join. */
  begin(): void {
    this.#quality.begin();
    this.#wait(FIRST_LOOK_MS);
  }

  /** Nobody else was there on arrival. */
  arrivedAlone(): void {
    this.#quality.arrivedAlone();
  }

  /** To be called when what flows may have changed. */
  flowing(): void {
    this.#quality.changed();
  }

  /** Ends, and says how it was; null where no connection was ever tried, and after the first time. */
  end(): CallReport | null {
    if (this.#isOver) return null;
    this.#isOver = true;
    this.#timers.clearTimeout(this.#timer);
    return this.#quality.report();
  }

  #wait(delayMs: number): void {
    this.#timer = this.#timers.setTimeout(() => {
      void this.#look();
      this.#wait(LOOK_MS);
    }, delayMs);
  }

  async #look(): Promise<void> {
    const found = await this.#call.statistics().catch(() => []);
    if (this.#isOver) return;
    this.#quality.take(found);
    if (this.#links.take(found, this.#call.remote)) this.#changed();
  }
}
