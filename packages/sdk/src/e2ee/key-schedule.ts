import type { ConnectionId, MediaSource } from '@cline-meet/protocol';

/** Random bytes of the meeting's link: everything else is derived from them. */
export const SECRET_BYTES = 16;

const LABEL = 'cline-meet e2ee 1';

/** From which the keys of one ratchet step, and the next root, are derived. Its bytes cannot be read back. */
export type Root = CryptoKey & { readonly root?: never };

/** Whose frames, of what, under which random salt. A key is for one such stream alone. */
export interface StreamName {
  sender: ConnectionId;
  source: MediaSource;
  salt: Uint8Array<ArrayBuffer>;
}

/** The root of step 0. The room's code is the salt (RFC 5869, section 3.1): one secret in two rooms gives other keys. */
export async function firstRoot(secret: Uint8Array<ArrayBuffer>, roomCode: string): Promise<Root> {
  return rootOf(await bits(await rootOf(secret), `${LABEL} root`, utf8(roomCode)));
}

/** One step forward. From the next root nobody finds the way back to this one. */
export async function nextRoot(root: Root): Promise<Root> {
  return rootOf(await bits(root, `${LABEL} ratchet`));
}

/** The AES-128-GCM key of one stream. */
export function streamKey(root: Root, { sender, source, salt }: StreamName): Promise<CryptoKey> {
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt, info: utf8(`${LABEL} frames ${sender} ${source}`) };
  return crypto.subtle.deriveKey(derivation, root, { name: 'AES-GCM', length: 128 }, false, ['encrypt', 'decrypt']);
}

const GROUPS = 8;
const GROUP_VALUES = 100_000;

/**
 * What people read to each other to find that they hold the same secret: eight groups of five digits. It says nothing
 * of the secret.
 */
export async function fingerprint(secret: Uint8Array<ArrayBuffer>, roomCode: string): Promise<string[]> {
  const view = new DataView(await bits(await rootOf(secret), `${LABEL} fingerprint`, utf8(roomCode)));
  return Array.from({ length: GROUPS }, (_, group) =>
    String(view.getUint32(4 * group) % GROUP_VALUES).padStart(5, '0'),
  );
}

function rootOf(material: BufferSource): Promise<Root> {
  return crypto.subtle.importKey('raw', material, 'HKDF', false, ['deriveBits', 'deriveKey']);
}

function bits(key: CryptoKey, info: string, salt: BufferSource = new Uint8Array()): Promise<ArrayBuffer> {
  return crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info: utf8(info) }, key, 256);
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
