import type { RoomSummary, UserId } from '@cline-meet/protocol';
import type { FastifyRequest } from 'fastify';
import type { LoginContext } from '../auth/login.ts';
import { type CreatorsContext, mayCreateRooms } from '../auth/room-creators.ts';
import { api } from './api.ts';
import { Failure } from './failure.ts';
import type { NewRoom, RoomRecord, Rooms } from './ports.ts';
import { findEnterable, type RoomAccessContext } from './room-access.ts';
import { drawRoomCode } from './room-code.ts';
import { type Route, route } from './route.ts';
import { requireLogin } from './session-cookie.ts';

const CODE_DRAWS = 5;

export type RoomContext = LoginContext & RoomAccessContext & CreatorsContext;

export function roomRoutes(context: RoomContext): Route[] {
  const authorize = (request: FastifyRequest) => requireLogin(context, request);
  return [
    route(api.createRoom, {
      authorize: async (request) => {
        const caller = await authorize(request);
        if (await mayCreateRooms(context, caller.account)) return caller;
        throw new Failure('forbidden', 'This account may not create rooms on this server.');
      },
      handle: async ({ body, caller: { account } }) => {
        const { waitingRoom, encrypted } = body;
        const wish = { name: body.name || null, waitingRoom, encrypted, hostUserId: account.userId };
        const record = await createRoom(context.rooms, wish);
        return { ...summaryOf(record, account.userId), waitingRoom: record.waitingRoom, inside: [] };
      },
    }),
    route(api.listRooms, {
      authorize,
      handle: async ({ caller }) => {
        const { userId } = caller.account;
        const recent = await context.rooms.recentOf(userId, context.clock.now());
        return { rooms: recent.map((record) => summaryOf(record, userId)) };
      },
    }),
    route(api.getRoom, {
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

function summaryOf({ code, name, hostUserId, encrypted, expiresAt }: RoomRecord, userId: UserId): RoomSummary {
  return { code, name, isHost: hostUserId === userId, encrypted, expiresAt: expiresAt.toISOString() };
}
