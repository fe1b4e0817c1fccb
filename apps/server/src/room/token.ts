import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { ConnectionId } from '@cline-meet/protocol';

const SECRET_BYTES = 32;

/** A fresh resume token: it names its connection, and its secret is stored as a hash only. */
export function createResumeToken(connectionId: ConnectionId): string {
  return `${connectionId}.${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

/** Whose token this claims to be; null where it is none. The hash proves it, not the name. */
export function connectionOfToken(token: string): ConnectionId | null {
  const parsed = ConnectionId.safeParse(token.slice(0, token.indexOf('.')));
  return parsed.success ? parsed.data : null;
}

/** SHA-256 in hex. The secret is random, so it needs no salt and no slow hash. */
export function hashToken(token: string): string {
  return hash('sha256', token, 'hex');
}

/** Compares two hashes of {@link hashToken} in constant time. */
export function sameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one, 'hex'), Buffer.from(other, 'hex')];
  return a.length === b.length && timingSafeEqual(a, b);
}
