import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { RoomId } from '@cline-meet/protocol';
import { type DismissalContext, dismissSession } from './dismiss-session.ts';
import type { LoginSession, SessionIndex } from './session-index.ts';

/** Far longer than a ticket of the session can be on its way to a place (see `TICKET_TTL_SECONDS`). */
const MARK_MS = 10 * 60_000;
/** The bus may lose, and Redis be away for a while: at 1, 3, 10 and 30 s all is done again. */
const AGAIN_AFTER_MS = [1000, 2000, 7000, 20_000];
/** Signing out itself waits no longer than this for the meetings. */
const PATIENCE_MS = 1000;

export interface SignOutsContext extends DismissalContext {
  readonly sessions: SessionIndex;
}

/** Waits; rejects where it is aborted. */
type Pause = (ms: number, signal: AbortSignal) => Promise<unknown>;

const pauseFor: Pause = (ms, signal) => delay(ms, undefined, { signal, ref: false });

/** Sends the people of login sessions that have ended out of their meetings, whichever pods serve them. */
export class SignOuts {
  readonly #context: SignOutsContext;
  readonly #pause: Pause;
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(context: SignOutsContext, pause: Pause = pauseFor) {
    this.#context = context;
    this.#pause = pause;
    // Each sign-out of the last seconds listens, however many there are.
    setMaxListeners(0, this.#stopping.signal);
  }

  /**
   * Closes the session's sockets on every pod and gives its places up. Never rejects: what fails is logged and done
   * again. Resolves when the places are given up, or after a second.
   */
  async closeAll(session: LoginSession): Promise<void> {
    const first = this.#dismiss(session);
    const all = first.then((isDone) => (isDone ? undefined : this.#repeat(session)));
    this.#running.add(all);
    void all.finally(() => this.#running.delete(all));
    await Promise.race([first, this.#wait(PATIENCE_MS)]);
  }

  /** Says at once what was to be said again. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#running);
  }

  async #repeat(session: LoginSession): Promise<void> {
    for (const ms of AGAIN_AFTER_MS) {
      await this.#wait(ms);
      await this.#dismiss(session);
      if (this.#stopping.signal.aborted) return;
    }
  }

  /** True where nothing is left to be done: no room is known now, and whoever comes later sees the mark. */
  async #dismiss(session: LoginSession): Promise<boolean> {
    const { sessions, clock } = this.#context;
    try {
      const roomIds = await sessions.end(session, clock.now() + MARK_MS);
      await Promise.all(roomIds.map((roomId) => this.#dismissFrom(roomId, session)));
      return roomIds.length === 0;
    } catch (error) {
      this.#failed(session, error);
      return false;
    }
  }

  /** A room that cannot be reached keeps no other from being told. */
  async #dismissFrom(roomId: RoomId, session: LoginSession): Promise<void> {
    await dismissSession(this.#context, roomId, session.sessionId).catch((error) => this.#failed(session, error));
  }

  #failed({ userId }: LoginSession, error: unknown): void {
    this.#context.log.error({ err: error, userId }, 'sign-out not told to a meeting');
  }

  async #wait(ms: number): Promise<void> {
    await this.#pause(ms, this.#stopping.signal).catch(() => {});
  }
}
