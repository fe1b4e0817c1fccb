import { CreateRoom, RecentRooms, RoomCode, RoomDetails, type RoomSummary, type UserId } from '@cline-meet/protocol';
import type { FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import type { LoginContext } from '../auth/login.ts';
import { type CreatorsContext, mayCreateRooms } from '../auth/room-creators.ts';
import { Failure } from './failure.ts';
import type { NewRoom, RoomRecord, Rooms } from './ports.ts';
import { findEnterable, type RoomAccessContext } from './room-access.ts';
import { drawRoomCode } from './room-code.ts';
import { type AnyRoute, route } from './route.ts';
import { requireLogin } from './session-cookie.ts';

const CODE_DRAWS = 5;

/** From one address, behind which may be a whole office. Wrong codes are held to far less by the guess limit. */
export const LOOKUPS_PER_MINUTE = 300;

export const CodeParam = z.object({ code: RoomCode });

export type RoomContext = LoginContext & RoomAccessContext & CreatorsContext;

export function roomRoutes(context: RoomContext): AnyRoute[] {
  const authorize = (request: FastifyRequest) => requireLogin(context, request);
  return [
    route({
      method: 'POST',
      path: '/api/rooms',
      summary: 'Makes a room, hosted by the person',
      body: CreateRoom,
      answer: RoomDetails,
      status: 201,
      errors: ['invalid_request', 'unauthorized', 'forbidden', 'rate_limited'],
      perMinute: 60,
      authorize: async (request) => {
        const caller = await authorize(request);
        if (await mayCreateRooms(context, caller.account)) return caller;
        throw new Failure('forbidden', 'This account may not create rooms on this server.');
      },
      handle: async ({ body, caller: { account } }) => {
        const wish = { name: body.name || null, waitingRoom: body.waitingRoom, hostUserId: account.userId };
        const record = await createRoom(context.rooms, wish);
        return { ...summaryOf(record, account.userId), waitingRoom: record.waitingRoom, inside: [] };
      },
    }),
    route({
      method: 'GET',
      path: '/api/rooms',
      summary: 'Rooms that the person hosts or was in and that can still be entered',
      answer: RecentRooms,
      errors: ['unauthorized', 'rate_limited'],
      authorize,
      handle: async ({ caller }) => {
        const { userId } = caller.account;
        const recent = await context.rooms.recentOf(userId, context.clock.now());
        return { rooms: recent.map((record) => summaryOf(record, userId)) };
      },
    }),
    route({
      method: 'GET',
      path: '/api/rooms/:code',
      summary: 'A room before one enters it',
      params: CodeParam,
      answer: RoomDetails,
      errors: ['unauthorized', 'room_not_found', 'room_ended', 'room_expired', 'room_locked', 'rate_limited'],
      perMinute: LOOKUPS_PER_MINUTE,
      authorize,
      handle: async ({ caller, params, request }) => {
        const { userId } = caller.account;
        const asker = { userId, address: request.ip };
        const { record, glimpse, entersAtOnce } = await findEnterable(context, params.code, asker);
        const inside = entersAtOnce ? (glimpse?.people ?? []) : null;
        return { ...summaryOf(record, userId), waitingRoom: record.waitingRoom, inside };
      },
    }),
  ];
}

async function createRoom(rooms: Rooms, wish: Omit<NewRoom, 'code'>): Promise<RoomRecord> {
  for (let draw = 0; draw < CODE_DRAWS; draw++) {
    const record = await rooms.create({ ...wish, code: drawRoomCode() });
    if (record) return record;
  }
  throw new Failure('internal');
}

function summaryOf({ code, name, hostUserId, expiresAt }: RoomRecord, userId: UserId): RoomSummary {
  return { code, name, isHost: hostUserId === userId, expiresAt: expiresAt.toISOString() };
}
