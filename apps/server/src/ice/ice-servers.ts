import { createHmac } from 'node:crypto';
import type { IceConfiguration, IceServer, IceTransportPolicy, UserId } from '@cline-meet/protocol';
import type { Clock } from '../lib/clock.ts';

/** The longest that a TURN credential may be used for a new allocation. */
const TURN_TTL_SECONDS = 600;

export interface IceSettings {
  stunUrls: readonly string[];
  turnUrls: readonly string[];
  /** Shared with the TURN server (coturn's `static-auth-secret`). */
  turnSecret: string | null;
  transportPolicy: IceTransportPolicy;
}

export interface IceServers {
  /** How long a credential is good for; null where none is given. */
  readonly ttlSeconds: number | null;
  /** What anyone may know: STUN gives nothing away and costs nothing. */
  forAnyone(): IceConfiguration;
  /**
   * STUN, and TURN with a credential of the TURN REST convention: the user name is `expiry:userId` (seconds since the
   * epoch), the password the base64 of its HMAC-SHA1 under the shared secret.
   */
  forUser(userId: UserId): IceConfiguration;
}

export function createIceServers(settings: IceSettings, clock: Clock, ttlSeconds = TURN_TTL_SECONDS): IceServers {
  const { stunUrls, turnUrls, turnSecret, transportPolicy: iceTransportPolicy } = settings;
  const stun: IceServer[] = stunUrls.length > 0 ? [{ urls: [...stunUrls] }] : [];
  const forAnyone = () => ({ iceServers: stun, iceTransportPolicy });
  if (turnUrls.length === 0 || turnSecret === null) return { ttlSeconds: null, forAnyone, forUser: forAnyone };
  const turnFor = (userId: UserId): IceServer => {
    const username = `${Math.floor(clock.now() / 1000) + ttlSeconds}:${userId}`;
    const credential = createHmac('sha1', turnSecret).update(username).digest('base64');
    return { urls: [...turnUrls], username, credential };
  };
  const forUser = (userId: UserId) => ({ iceServers: [...stun, turnFor(userId)], iceTransportPolicy, ttlSeconds });
  return { ttlSeconds, forAnyone, forUser };
}
