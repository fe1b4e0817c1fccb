import { type ClientPayload, ErrorCode, type MediaState } from '@cline-meet/protocol';
import type { Position } from './room-reducer.ts';
import type { RoomSessionOptions } from './session-options.ts';
import type { SavedPlace } from './session-state.ts';

/** What to ask for, by the way that is taken. */
export type MediaOnEntering = (by: 'place' | 'ticket') => MediaState;

/** The way in: by the place that the client has in the room, else by a ticket. */
export class Entrance {
  readonly #getTicket: RoomSessionOptions['getTicket'];
  #place: SavedPlace | null;
  #lastTry: 'place' | 'ticket' | null = null;
  #gapAt: number | null = null;
  /** The server's history did not close the gap once: asking for it again would go on for ever. */
  #distrustsHistory = false;

  constructor({ getTicket, savedPlace, roomId }: RoomSessionOptions) {
    this.#getTicket = getTicket;
    this.#place = savedPlace?.roomId === roomId ? savedPlace : null;
  }

  get place(): SavedPlace | null {
    return this.#place;
  }

  /** The payload of the first frame. Rejects with what `getTicket` rejects with. */
  async request(position: Position | null, media: MediaOnEntering): Promise<ClientPayload<'join_room'>> {
    const byPlace = this.byPlace(position, media);
    if (byPlace) return byPlace;
    this.#lastTry = 'ticket';
    const { ticket } = await this.#getTicket();
    return { ticket, media: media('ticket') };
  }

  /** The same for the place alone; null where there is none. */
  byPlace(position: Position | null, media: MediaOnEntering): ClientPayload<'join_room'> | null {
    if (!this.#place) return null;
    this.#lastTry = 'place';
    return { resume: this.#resume(this.#place.resumeToken, position), media: media('place') };
  }

  entered(place: SavedPlace): void {
    this.#place = place;
    this.#distrustsHistory = false;
  }

  /** The server refused: true where that was about the place, so that a ticket may do. */
  placeRefused(): boolean {
    if (this.#lastTry !== 'place') return false;
    this.forget();
    return true;
  }

  forget(): void {
    this.#place = null;
    this.#gapAt = null;
  }

  /** Events after `seq` are missing, and the socket is about to be reopened for them. */
  gapFound(seq: number): void {
    this.#distrustsHistory = this.#gapAt === seq;
    this.#gapAt = seq;
  }

  #resume(token: string, position: Position | null) {
    if (!position) return { token };
    // With no epoch the server cannot tell what was missed, and answers with a snapshot.
    if (this.#distrustsHistory) return { token, lastSeq: position.seq };
    return { token, epoch: position.epoch, lastSeq: position.seq };
  }
}

const passing: readonly ErrorCode[] = ['unavailable', 'internal', 'rate_limited'];

/** The code with which a refused ticket ends the session; null for a failure that may pass, a lost network first. */
export function finalCode(error: unknown): ErrorCode | null {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  const known = ErrorCode.safeParse(code);
  return known.success && !passing.includes(known.data) ? known.data : null;
}
