import type { CloseName, ErrorCode } from '@cline-meet/protocol';

const code = {
  invalid_message: 'The app and the server did not understand each other. Reload the page to get the newest version.',
  unknown_type: 'The app and the server did not understand each other. Reload the page to get the newest version.',
  invalid_request: 'The server did not accept what was entered. Check it and try again.',
  unauthorized: 'You are not signed in. Enter your name and try again.',
  forbidden: 'You may not do that in this meeting. Ask the host.',
  guests_not_allowed: 'This server does not admit guests. Sign in to continue.',
  not_found: 'What you asked for does not exist. Check the address.',
  room_not_found: 'There is no meeting with this code. Check the code or ask for the link again.',
  room_expired: 'This meeting has expired. Create a new one or ask the host for a new link.',
  room_ended: 'The host has ended this meeting. Ask the host if there is a new one.',
  room_locked: 'The host has locked this meeting. Ask the host to unlock it, then try again.',
  room_full: 'This meeting is full. Try again when someone has left.',
  ticket_invalid: 'Your permission to join has run out. Try to join again.',
  resume_expired: 'You were away for too long to come back automatically. Join again.',
  not_joined: 'You are not in the meeting. Join again.',
  already_joined: 'You are already in the meeting. Reload the page if you do not see it.',
  target_not_found: 'That person has left the meeting.',
  media_unavailable: 'The media server cannot be reached. Video goes directly between people until it is back.',
  media_full: 'The media server of this meeting is full. Try again when someone has left.',
  media_stale: 'The media connection has changed meanwhile. It is set up again by itself.',
  rate_limited: 'Too many attempts in a short time. Wait a moment and try again.',
  unavailable: 'The server cannot be reached. Check your connection and try again.',
  internal: 'Something went wrong on the server. Try again in a moment.',
} satisfies Record<ErrorCode, string>;

const close = {
  left: 'You left the meeting.',
  goingAway: 'The connection was closed. Join again to return.',
  badMessage: 'The app and the server did not understand each other. Reload the page to get the newest version.',
  ticketInvalid: 'Your permission to join has run out. Try to join again.',
  notAdmitted: 'The host did not let you in. Ask the host if you should be in this meeting.',
  removed: 'The host removed you from the meeting.',
  joinTimeout: 'Joining took too long. Check your connection and try again.',
  replaced: 'This meeting was opened again in another tab of this browser. Go to that tab, or rejoin here.',
  roomEnded: 'The host ended the meeting for everyone.',
  roomExpired: 'This meeting has expired. Create a new one to continue.',
  roomLocked: 'The host has locked this meeting. Ask the host to unlock it, then try again.',
  roomFull: 'This meeting is full. Try again when someone has left.',
  resumeExpired: 'You were away for too long to come back automatically. Join again.',
  rateLimited: 'Too much was sent in a short time. Wait a moment and join again.',
  slowReader:
    'Your connection is too slow for this meeting. Move closer to your router or close other apps, then rejoin.',
  silent: 'The connection was lost. Check your network and join again.',
  signedOut:
    'You signed out in another tab, so you left the meeting. To come back, rejoin and enter your name or sign in.',
  internal: 'Something went wrong on the server. Join again in a moment.',
  draining: 'The server is being restarted. Join again in a moment.',
  busy: 'Many people are joining right now. Join again in a moment.',
} satisfies Record<CloseName, string>;

export const errors = {
  code,
  close,
  /** For an answer that no code describes. */
  unexpectedTitle: 'Something went wrong',
  unexpected: 'Reload the page. If it happens again, tell the administrator of this server.',
  reload: 'Reload',
  notFoundTitle: 'Page not found',
  notFound: 'There is nothing at this address. Check the link, or go home and enter the meeting code.',
  retryIn: (seconds: string) => `You can try again in ${seconds} s.`,
};
