import fc from 'fast-check';
import { expect, it } from 'vitest';
import { closeFrame, controlFrame, Opcode, textFrame, textOf } from './frames.ts';
import { parseByWs } from './ws-parser-fixture.ts';

const read = async (frame: Buffer) => (await parseByWs([frame], false)).found;

it.each([0, 125, 126, 65_535, 65_536, 1_000_000])(
  'a text of %i bytes is framed as another implementation reads it',
  async (size) => {
    const text = 'あ'.repeat(Math.floor(size / 3)) + 'a'.repeat(size % 3);
    expect(await read(textFrame(text))).toEqual([`text ${text}`]);
  },
);

it('any text is framed as another implementation reads it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' })), async (pieces) => {
      expect(await read(textFrame(pieces.join('')))).toEqual([`text ${pieces.join('')}`]);
    }),
  );
});

it('control frames carry their payload', async () => {
  expect(await read(closeFrame(4404, 'removed'))).toEqual(['closed 4404 removed']);
  expect(await read(controlFrame(Opcode.pong, Buffer.from('hi')))).toEqual(['pong 6869']);
});

it('text is read back from its bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(textOf(Buffer.from(text))).toBe(text);
    }),
  );
});
