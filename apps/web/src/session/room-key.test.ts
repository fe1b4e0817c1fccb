import { RoomCode } from '@cline-meet/protocol';
import { expect, test } from 'vitest';
import { createRoomKey, keyBytes, keyInLink, roomKeyIn, roomPath } from './room-key.ts';

const code = RoomCode.parse('abc-mnop-xyz');
const key = 'Rk3-example_KEY-012345';

test('a new key is 128 random bits that a link can carry', () => {
  const keys = Array.from({ length: 200 }, createRoomKey);
  expect(new Set(keys).size).toBe(keys.length);
  for (const each of keys) {
    expect(keyBytes(each)).toHaveLength(16);
    expect(keyInLink(`https://meet.example${roomPath(code, each)}`)).toBe(each);
    expect(encodeURI(each)).toBe(each);
  }
});

test.each([
  ['the link', `https://meet.example/abc-mnop-xyz#key=${key}`, key],
  ['the link with spaces around', `  https://meet.example/abc-mnop-xyz#key=${key}\n`, key],
  ['the link with more in its fragment', `https://meet.example/abc-mnop-xyz#a=1&key=${key}&b=2`, key],
  ['code and key', `abc-mnop-xyz#key=${key}`, key],
  ['the end of the link', `#key=${key}`, key],
  ['the key alone', key, key],
  ['the link without its end', 'https://meet.example/abc-mnop-xyz', null],
  ['a key that was cut', `https://meet.example/abc-mnop-xyz#key=${key.slice(1)}`, null],
  ['a key that is too long', `https://meet.example/abc-mnop-xyz#key=${key}x`, null],
  ['a key in the query, where servers see it', `https://meet.example/abc-mnop-xyz?key=${key}`, null],
  ['nothing', '', null],
  ['the link of another meeting', `https://meet.example/zzz-zzzz-zzz#key=${key}`, 'other_meeting'],
])('of what is pasted, %s', (_what, pasted, found) => {
  expect(roomKeyIn(pasted, code)).toBe(found);
});

test('a room whose key is unknown has its plain path', () => {
  expect(roomPath(code)).toBe('/abc-mnop-xyz');
});
