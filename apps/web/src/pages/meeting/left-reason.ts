import type { CloseName, ErrorCode } from '@cline-meet/protocol';
import type { Catalogue } from '../../i18n/en/catalogue.ts';

type Ending = { title: keyof Catalogue['meeting']['left']; rejoin: 'rejoin' | 'askAgain' | null };

const lost: Ending = { title: 'lost', rejoin: 'rejoin' };
const failed: Ending = { title: 'failed', rejoin: 'rejoin' };
const ended: Ending = { title: 'ended', rejoin: null };
const expired: Ending = { title: 'expired', rejoin: null };
const full: Ending = { title: 'full', rejoin: 'rejoin' };
const signedOut: Ending = { title: 'signedOut', rejoin: 'rejoin' };
const locked: Ending = { title: 'locked', rejoin: 'rejoin' };

/** How a meeting that this tab is no longer in is told, and whether coming back can be offered. */
const endings: Partial<Record<CloseName | ErrorCode, Ending>> = {
  left: { title: 'left', rejoin: 'rejoin' },
  removed: { title: 'removed', rejoin: 'askAgain' },
  notAdmitted: { title: 'notAdmitted', rejoin: 'askAgain' },
  replaced: { title: 'replaced', rejoin: 'rejoin' },
  roomEnded: ended,
  room_ended: ended,
  roomExpired: expired,
  room_expired: expired,
  room_not_found: { title: 'failed', rejoin: null },
  guests_not_allowed: { title: 'failed', rejoin: null },
  roomFull: full,
  room_full: full,
  roomLocked: locked,
  room_locked: locked,
  signedOut,
  // The lost connection came back after the sign-out, and found no place and no ticket.
  unauthorized: signedOut,
  ticketInvalid: failed,
  badMessage: failed,
  joinTimeout: failed,
};

export function endingOf(reason: CloseName | ErrorCode): Ending {
  return endings[reason] ?? lost;
}

/** What happened in a sentence. */
export function endingText({ errors }: Catalogue, reason: CloseName | ErrorCode): string {
  return reason in errors.code ? errors.code[reason as ErrorCode] : errors.close[reason as CloseName];
}
