import type { ConnectionId } from '@cline-meet/protocol';
import { expect, test } from 'vitest';
import { fingerprint, firstRoot, nextRoot, type StreamName, streamKey } from './key-schedule.ts';

const secret = (fill = 7) => new Uint8Array(16).fill(fill);
const stream: StreamName = { sender: 'ana' as ConnectionId, source: 'camera', salt: new Uint8Array(8).fill(1) };

/** A key is known by what it makes of one text. */
async function mark(key: CryptoKey): Promise<string> {
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, key, new Uint8Array(16));
  return String(new Uint8Array(sealed));
}

test('everyone with the secret derives the same key, and nobody can read it back', async () => {
  const [one, other] = await Promise.all([0, 1].map(async () => streamKey(await firstRoot(secret(), 'room'), stream)));
  expect(await mark(one as CryptoKey)).toBe(await mark(other as CryptoKey));
  await expect(crypto.subtle.exportKey('raw', one as CryptoKey)).rejects.toThrow();
  await expect(crypto.subtle.exportKey('raw', await firstRoot(secret(), 'room'))).rejects.toThrow();
});

test('another secret, room, step, sender, source or salt is another key', async () => {
  const root = await firstRoot(secret(), 'room');
  const keys = await Promise.all([
    streamKey(root, stream),
    streamKey(await firstRoot(secret(8), 'room'), stream),
    streamKey(await firstRoot(secret(), 'other'), stream),
    streamKey(await nextRoot(root), stream),
    streamKey(await nextRoot(await nextRoot(root)), stream),
    streamKey(root, { ...stream, sender: 'ben' as ConnectionId }),
    streamKey(root, { ...stream, source: 'screen' }),
    streamKey(root, { ...stream, salt: new Uint8Array(8).fill(2) }),
  ]);
  expect(new Set(await Promise.all(keys.map(mark))).size).toBe(keys.length);
});

test('the fingerprint is eight groups of five digits, the same for the same secret and room alone', async () => {
  const groups = await fingerprint(secret(), 'room');
  expect(groups).toHaveLength(8);
  for (const group of groups) expect(group).toMatch(/^\d{5}$/);
  expect(await fingerprint(secret(), 'room')).toEqual(groups);
  expect(await fingerprint(secret(8), 'room')).not.toEqual(groups);
  expect(await fingerprint(secret(), 'other')).not.toEqual(groups);
});

test('the derivation stays as it is: clients of two versions meet in one room', async () => {
  // Computed with Python's hmac and hashlib after RFC 5869.
  expect(await fingerprint(secret(), 'abc-mnop-xyz')).toEqual([
    '22513',
    '43561',
    '20225',
    '71913',
    '12532',
    '55194',
    '85259',
    '00236',
  ]);
});
