import { CreateRoom, GuestSignIn, JoinTicket, Me, RecentRooms, RoomCode, RoomDetails } from '@cline-meet/protocol';
import * as z from 'zod/mini';
import { operation } from './route.ts';

/** From one address, behind which may be a whole office. Wrong codes are held to far less by the guess limit. */
const LOOKUPS_PER_MINUTE = 300;

/** Where the public halves of the keys are that sign logins, served by the role `auth`. */
export const AUTH_KEYS_PATH = '/api/auth/keys';
/** Where those are that sign tickets, served by the role `gateway`. */
export const GATEWAY_KEYS_PATH = '/api/gateway/keys';

const CodeParam = z.object({ code: RoomCode });

/** The whole HTTP API, whichever processes serve its parts: what the OpenAPI document says. */
export const api = {
  getMe: operation({
    method: 'GET',
    path: '/api/me',
    summary: 'Who is signed in, which ways in there are, and who may create rooms',
    answer: Me,
    errors: ['rate_limited'],
  }),
  signInAsGuest: operation({
    method: 'POST',
    path: '/api/guest',
    summary: 'Signs a guest in, or renames the guest who is',
    body: GuestSignIn,
    answer: Me,
    errors: ['invalid_request', 'forbidden', 'guests_not_allowed', 'rate_limited'],
    perMinute: 60,
  }),
  signOut: operation({
    method: 'POST',
    path: '/api/logout',
    summary: 'Signs out',
    answer: null,
    errors: ['forbidden', 'rate_limited'],
  }),
  createRoom: operation({
    method: 'POST',
    path: '/api/rooms',
    summary: 'Makes a room, hosted by the person',
    body: CreateRoom,
    answer: RoomDetails,
    status: 201,
    errors: ['invalid_request', 'unauthorized', 'forbidden', 'rate_limited'],
    perMinute: 60,
  }),
  listRooms: operation({
    method: 'GET',
    path: '/api/rooms',
    summary: 'Rooms that the person hosts or was in and that can still be entered',
    answer: RecentRooms,
    errors: ['unauthorized', 'rate_limited'],
  }),
  getRoom: operation({
    method: 'GET',
    path: '/api/rooms/:code',
    summary: 'A room before one enters it',
    params: CodeParam,
    answer: RoomDetails,
    errors: ['unauthorized', 'room_not_found', 'room_ended', 'room_expired', 'room_locked', 'rate_limited'],
    perMinute: LOOKUPS_PER_MINUTE,
  }),
  createTicket: operation({
    method: 'POST',
    path: '/api/rooms/:code/tickets',
    summary: 'A single-use ticket for the first message on the WebSocket',
    params: CodeParam,
    answer: JoinTicket,
    status: 201,
    errors: [
      'unauthorized',
      'forbidden',
      'room_not_found',
      'room_ended',
      'room_expired',
      'room_locked',
      'rate_limited',
    ],
    perMinute: LOOKUPS_PER_MINUTE,
  }),
} as const;
