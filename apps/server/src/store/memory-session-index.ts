import type { RoomId } from '@cline-meet/protocol';
import type { Clock } from '../lib/clock.ts';
import type { LoginSession, SessionIndex } from '../room/session-index.ts';

const FORGET_INTERVAL_MS = 60_000;

interface Noted {
  /** The rooms, and until when each is worth knowing. */
  readonly rooms: Map<RoomId, number>;
  endedUntilMs: number;
}

/** Login sessions in this process. A verb runs to its end within one turn of the event loop. */
export class MemorySessionIndex implements SessionIndex {
  readonly #clock: Clock;
  readonly #sessions = new Map<string, Noted>();
  #forgetAtMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async note(session: LoginSession, roomId: RoomId, untilMs: number): Promise<boolean> {
    const noted = this.#open(session);
    if (noted.endedUntilMs > this.#clock.now()) return false;
    noted.rooms.set(roomId, Math.max(noted.rooms.get(roomId) ?? 0, untilMs));
    return true;
  }

  async end(session: LoginSession, untilMs: number): Promise<RoomId[]> {
    const noted = this.#open(session);
    noted.endedUntilMs = Math.max(noted.endedUntilMs, untilMs);
    const nowMs = this.#clock.now();
    return [...noted.rooms].filter(([, roomUntilMs]) => roomUntilMs > nowMs).map(([roomId]) => roomId);
  }

  #open({ userId, sessionId }: LoginSession): Noted {
    this.#forgetPast();
    const key = `${userId} ${sessionId}`;
    const noted = this.#sessions.get(key) ?? { rooms: new Map(), endedUntilMs: 0 };
    this.#sessions.set(key, noted);
    return noted;
  }

  #forgetPast(): void {
    const nowMs = this.#clock.now();
    if (nowMs < this.#forgetAtMs) return;
    this.#forgetAtMs = nowMs + FORGET_INTERVAL_MS;
    for (const [key, { rooms, endedUntilMs }] of this.#sessions) {
      for (const [roomId, untilMs] of rooms) if (untilMs <= nowMs) rooms.delete(roomId);
      if (rooms.size === 0 && endedUntilMs <= nowMs) this.#sessions.delete(key);
    }
  }
}
