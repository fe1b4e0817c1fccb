import * as z from 'zod/mini';

/** Every error that the product gives, over HTTP and over the WebSocket, with what it means for the developer. */
export const errorMeanings = {
  invalid_message: 'The message does not match its schema.',
  unknown_type: 'No message of this type exists.',
  invalid_request: 'The HTTP request does not match its schema.',
  unauthorized: 'Sign in first.',
  forbidden: 'This participant may not do that.',
  guests_not_allowed: 'This server admits signed-in people only.',
  not_found: 'No such resource.',
  room_not_found: 'No room has this code.',
  room_expired: 'The room is past its expiry.',
  room_ended: 'The host ended the meeting.',
  room_locked: 'The host locked the meeting to newcomers.',
  room_full: 'The room holds as many people as it may.',
  ticket_invalid: 'The join ticket is malformed, expired, used, or for another room. Get a new one.',
  resume_expired: 'The resume token is unknown or its grace period has passed. Join with a ticket.',
  not_joined: 'The first message must be join_room, and this needs a place in the room.',
  already_joined: 'This socket has joined already.',
  target_not_found: 'The participant it is meant for is not here.',
  media_unavailable: 'No media server serves this meeting now; media goes directly between people.',
  media_full: 'The media server of this meeting takes no more.',
  media_stale: 'The request is about an arrangement of media, or a part of it, that is over.',
  rate_limited: 'Too many requests; wait for retryAfterMs.',
  unavailable: 'The server cannot answer now; try again.',
  internal: 'The server failed; the failure is logged.',
} as const;

export type ErrorCode = keyof typeof errorMeanings;
export const errorCodes = Object.keys(errorMeanings) as [ErrorCode, ...ErrorCode[]];
export const ErrorCode = z.enum(errorCodes);

/** Why a server closed the socket (RFC 6455, section 7.4.2). `retry` tells a client whether to reconnect by itself. */
export const closeCodes = {
  left: { code: 1000, retry: false },
  goingAway: { code: 1001, retry: true },
  badMessage: { code: 4400, retry: false },
  ticketInvalid: { code: 4401, retry: false },
  notAdmitted: { code: 4403, retry: false },
  removed: { code: 4404, retry: false },
  joinTimeout: { code: 4408, retry: true },
  replaced: { code: 4409, retry: false },
  roomEnded: { code: 4410, retry: false },
  roomExpired: { code: 4411, retry: false },
  roomLocked: { code: 4423, retry: false },
  roomFull: { code: 4424, retry: false },
  resumeExpired: { code: 4425, retry: false },
  rateLimited: { code: 4429, retry: true },
  slowReader: { code: 4430, retry: true },
  silent: { code: 4431, retry: true },
  signedOut: { code: 4440, retry: false },
  internal: { code: 4500, retry: true },
  draining: { code: 4503, retry: true },
  busy: { code: 4529, retry: true },
} as const;

export type CloseName = keyof typeof closeCodes;

/** The name of a close code, or null for one that the protocol does not define (1005, 1006 …: a lost connection). */
export function closeName(code: number): CloseName | null {
  const found = Object.entries(closeCodes).find(([, close]) => close.code === code);
  return found ? (found[0] as CloseName) : null;
}

/** Whether a client should reconnect after this close code. Unknown codes are lost connections and worth a try. */
export function shouldReconnect(code: number): boolean {
  const name = closeName(code);
  return name === null ? true : closeCodes[name].retry;
}
