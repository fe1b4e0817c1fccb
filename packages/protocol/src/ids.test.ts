import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageId, parseRoomCode, RoomCode, RoomId } from './ids.ts';

describe('parseRoomCode', () => {
  it.each([
    'abc-mnop-xyz',
    'ABC-MNOP-XYZ',
    '  abc-mnop-xyz\n',
    'abcmnopxyz',
    'abc-mnopxyz',
    'https://meet.example/abc-mnop-xyz',
    'https://meet.example/abc-mnop-xyz/',
    'https://meet.example/abc-mnop-xyz?x=1',
    'https://meet.example/abc-mnop-xyz#chat',
    'x.com/abc-mnop-xyz?x=1',
    'http://localhost:8080/abc-mnop-xyz',
    'Join me: https://meet.example/abc-mnop-xyz at nine',
  ])('finds the code in %j', (text) => expect(parseRoomCode(text)).toBe('abc-mnop-xyz'));

  it.each([
    '',
    'hello',
    'abc-mnop-xy',
    'abc-mnop-xyzz',
    'abcd-mnop-xyz',
    'abc-mn0p-xyz',
    'abc mnop xyz',
    'аbc-mnop-xyz', // The first letter is Cyrillic.
    'https://meet.example/',
    'https://meetexample/room',
  ])('finds none in %j', (text) => expect(parseRoomCode(text)).toBeNull());

  it('never throws, and finds only well-formed codes', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const code = parseRoomCode(text);
        expect(code === null || RoomCode.safeParse(code).success).toBe(true);
      }),
    );
  });

  it('finds every code in a link to it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{3}-[a-z]{4}-[a-z]{3}$/), (code) => {
        expect(parseRoomCode(`https://meet.example/${code.toUpperCase()}?authuser=0`)).toBe(code);
      }),
    );
  });
});

describe('ids', () => {
  it.each(['a', 'A-b_9', 'x'.repeat(64)])('%s is a message id', (id) =>
    expect(MessageId.safeParse(id).success).toBe(true),
  );
  it.each(['', 'x'.repeat(65), 'a b', 'a"b', 'é'])('%j is no message id', (id) =>
    expect(MessageId.safeParse(id).success).toBe(false),
  );
  it.each(['', 'abc', '{}', '00000000-0000-0000-0000-00000000000g'])('%j is no room id', (id) =>
    expect(RoomId.safeParse(id).success).toBe(false),
  );
});
