import { createHmac } from 'node:crypto';
import type { IceServer, UserId } from '@cline-meet/protocol';

/** The longest that a TURN credential may be used for a new allocation. */
const TURN_TTL_SECONDS = 600;

export interface IceSettings {
  stunUrls: readonly string[];
  turnUrls: readonly string[];
  /** Shared with the TURN server (coturn's `static-auth-secret`). */
  turnSecret: string | null;
}

/** What anyone may know: STUN gives nothing away and costs nothing. */
export function stunServers({ stunUrls }: IceSettings): IceServer[] {
  return stunUrls.length > 0 ? [{ urls: [...stunUrls] }] : [];
}

/**
 * STUN, and TURN with a credential of the TURN REST convention: the user name is `expiry:userId` (seconds since the
 * epoch), the password the base64 of its HMAC-SHA1 under the shared secret.
 */
export function iceServersFor(settings: IceSettings, userId: UserId, nowMs: number): IceServer[] {
  const { turnUrls, turnSecret } = settings;
  if (turnUrls.length === 0 || turnSecret === null) return stunServers(settings);
  const username = `${Math.floor(nowMs / 1000) + TURN_TTL_SECONDS}:${userId}`;
  const credential = createHmac('sha1', turnSecret).update(username).digest('base64');
  return [...stunServers(settings), { urls: [...turnUrls], username, credential }];
}
