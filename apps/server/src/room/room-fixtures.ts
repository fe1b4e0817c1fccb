import { randomUUID } from 'node:crypto';
import { ConnectionId, RoomCode, RoomId, UserId } from '@cline-meet/protocol';
import type { MediaNodes } from './media-nodes.ts';
import type { Newcomer } from './model.ts';
import type { TicketClaims } from './ticket.ts';
import { createResumeToken, hashToken } from './token.ts';

/** 2026-01-01T00:00:00Z: where the clocks of tests start. */
export const START_MS = Date.UTC(2026, 0, 1);
export const HOUR_MS = 3_600_000;

/** A clock that stands until a test moves it. */
export class ManualClock {
  #now = START_MS;

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}

export function ticketRoom(change: Partial<TicketClaims['room']> = {}): TicketClaims['room'] {
  return {
    roomId: RoomId.parse(randomUUID()),
    code: RoomCode.parse('abc-mnop-xyz'),
    name: null,
    waitingRoom: false,
    locked: false,
    encrypted: false,
    expiresAt: new Date(START_MS + 24 * HOUR_MS).toISOString(),
    ...change,
  };
}

/** A ticket for one person; a fresh one each call. */
export function ticketFor(room: TicketClaims['room'], name: string, change: Partial<TicketClaims> = {}): TicketClaims {
  const userId = UserId.parse(randomUUID());
  return {
    ticketId: randomUUID(),
    sessionId: randomUUID(),
    userId,
    name,
    avatarUrl: null,
    isHost: false,
    room,
    ...change,
  };
}

/** A newcomer and the token that proves them. */
export function newcomer(name: string, change: Partial<Newcomer> = {}): Newcomer & { token: string } {
  const connectionId = ConnectionId.parse(randomUUID());
  const token = createResumeToken(connectionId);
  return {
    token,
    connectionId,
    socketId: randomUUID(),
    tokenHash: hashToken(token),
    sessionId: randomUUID(),
    userId: UserId.parse(randomUUID()),
    name,
    avatarUrl: null,
    role: 'participant',
    media: { microphone: true, camera: true },
    ...change,
  };
}

/** For what needs no media node. */
export const noMediaNodes: MediaNodes = {
  live: async () => [],
  send: async () => {
    throw new Error('there is no media node');
  },
};
