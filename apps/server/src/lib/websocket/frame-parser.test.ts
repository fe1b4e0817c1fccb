import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientFrame, closePayload, type FrameShape } from './client-frame-fixture.ts';
import { FrameFault, FrameParser } from './frame-parser.ts';
import { Opcode } from './frames.ts';
import { type Findings, parseByWs } from './ws-parser-fixture.ts';

const MAX_BYTES = 70_000;

/** Pieces as the network may cut them. Each is a copy: a parser may change what it is given. */
function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, index = 0; at < bytes.length; index += 1) {
    const size = Math.max(1, sizes[index % Math.max(1, sizes.length)] ?? bytes.length);
    pieces.push(Buffer.from(bytes.subarray(at, at + size)));
    at += size;
  }
  return pieces;
}

function parse(pieces: readonly Buffer[], maxBytes = MAX_BYTES): Findings {
  const found: string[] = [];
  const parser = new FrameParser(maxBytes, {
    text: (payload) => found.push(`text ${payload.toString()}`),
    binary: (payload) => found.push(`binary ${payload.toString('hex')}`),
    ping: (payload) => found.push(`ping ${payload.toString('hex')}`),
    pong: (payload) => found.push(`pong ${payload.toString('hex')}`),
    closed: (code, reason) => found.push(`closed ${code} ${reason}`),
  });
  try {
    for (const piece of pieces) parser.push(piece);
  } catch (error) {
    if (!(error instanceof FrameFault)) throw error;
    return { found, fault: error.code };
  }
  return { found, fault: null };
}

const parseFrames = (...shapes: FrameShape[]) => parse([Buffer.concat(shapes.map(clientFrame))]);

describe('a message', () => {
  it.each([0, 1, 125, 126, 127, 128, 65_535, 65_536, MAX_BYTES])(
    'of %i bytes comes whole, however it is cut',
    (size) => {
      const payload = 'a'.repeat(size);
      const frame = clientFrame({ payload });
      for (const sizes of [[frame.length], [1], [2, 3], [997]]) {
        expect(parse(cut(frame, sizes))).toEqual({ found: [`text ${payload}`], fault: null });
      }
    },
  );

  it('in fragments is put together, with control frames between them taken at once', () => {
    const { found, fault } = parseFrames(
      { payload: 'one ', isFinal: false },
      { opcode: Opcode.ping, payload: 'p' },
      { opcode: Opcode.continuation, payload: '', isFinal: false },
      { opcode: Opcode.continuation, payload: 'two' },
      { payload: 'three' },
    );
    expect({ found, fault }).toEqual({ found: ['ping 70', 'text one two', 'text three'], fault: null });
  });

  it('may have a character in two fragments', () => {
    const [first, second] = [Buffer.from('あ').subarray(0, 1), Buffer.from('あ').subarray(1)];
    const frames = [
      { payload: first, isFinal: false },
      { opcode: Opcode.continuation, payload: second },
    ];
    expect(parseFrames(...frames)).toEqual({ found: ['text あ'], fault: null });
  });

  it('in two bytes longer than allowed is refused by its header, alone and in fragments', () => {
    const tooLong = clientFrame({ length: BigInt(MAX_BYTES + 1) });
    expect(parse([tooLong])).toEqual({ found: [], fault: 1009 });
    const half = { payload: 'a'.repeat(MAX_BYTES / 2), isFinal: false };
    const rest = { opcode: Opcode.continuation, length: BigInt(MAX_BYTES / 2 + 1) };
    expect(parseFrames(half, rest)).toEqual({ found: [], fault: 1009 });
  });

  it('of more than 32 bits is refused as too long, and one of 64 bits as none', () => {
    expect(parseFrames({ length: 2n ** 40n }).fault).toBe(1009);
    expect(parseFrames({ length: 2n ** 63n }).fault).toBe(1002);
  });
});

describe('a fault of protocol', () => {
  const control = [Opcode.close, Opcode.ping, Opcode.pong];
  it.each<[string, FrameShape[]]>([
    ['a frame without mask', [{ payload: 'a', isMasked: false }]],
    ...[1, 2, 4, 7].map((reserved): [string, FrameShape[]] => [`reserved bits ${reserved}`, [{ reserved }]]),
    ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode): [string, FrameShape[]] => [`opcode ${opcode}`, [{ opcode }]]),
    ...control.map((opcode): [string, FrameShape[]] => [
      `control ${opcode} in fragments`,
      [{ opcode, isFinal: false }],
    ]),
    ...control.map((opcode): [string, FrameShape[]] => [
      `control ${opcode} of 126 bytes`,
      [{ opcode, payload: Buffer.alloc(126) }],
    ]),
    ['a continuation of nothing', [{ opcode: Opcode.continuation }]],
    [
      'a second continuation after the last',
      [{ isFinal: false }, { opcode: Opcode.continuation }, { opcode: Opcode.continuation }],
    ],
    ['a new message inside another', [{ isFinal: false }, { payload: 'b' }]],
    ['125 in two bytes', [{ payload: 'a'.repeat(125), lengthBytes: 2 }]],
    ['65,535 in eight bytes', [{ payload: 'a'.repeat(65_535), lengthBytes: 8 }]],
    ['half a close code', [{ opcode: Opcode.close, payload: Buffer.alloc(1) }]],
    ...[0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535].map((code): [string, FrameShape[]] => [
      `close code ${code}`,
      [{ opcode: Opcode.close, payload: closePayload(code) }],
    ]),
  ])('%s is one', (_name, shapes) => {
    const { found, fault } = parseFrames({ payload: 'before' }, ...shapes);
    expect([found[0], fault]).toEqual(['text before', 1002]);
  });

  it.each([1000, 1001, 1003, 1007, 1011, 1014, 3000, 4999])('close code %i is none', (code) => {
    const payload = closePayload(code, 'bye');
    expect(parseFrames({ opcode: Opcode.close, payload })).toEqual({ found: [`closed ${code} bye`], fault: null });
  });

  it('a close without a code is none', () => {
    expect(parseFrames({ opcode: Opcode.close })).toEqual({ found: ['closed 1005 '], fault: null });
  });
});

describe('text that is not UTF-8', () => {
  it.each([
    ['a continuation byte alone', '80'],
    ['a character cut short', 'e381'],
    ['an overlong form', 'c080'],
    ['a surrogate', 'eda080'],
    ['beyond the last code point', 'f4908080'],
    ['a byte that never occurs', 'ff'],
  ])('is refused: %s', (_name, hex) => {
    const payload = Buffer.from(hex, 'hex');
    expect(parseFrames({ payload }).fault).toBe(1007);
    expect(parseFrames({ opcode: Opcode.close, payload: closePayload(1000, payload) }).fault).toBe(1007);
    expect(parseFrames({ opcode: Opcode.binary, payload })).toEqual({ found: [`binary ${hex}`], fault: null });
  });

  it.each(['', '\u0000', 'κόσμε', '日本語', '😀', '\uFFFF', '\u{10FFFF}'])('is not refused: %j', (text) => {
    expect(parseFrames({ payload: text })).toEqual({ found: [`text ${text}`], fault: null });
  });
});

/** Mostly honest frames, with now and then one that is not. `ws` accepts lengths in more bytes than they need. */
const shapes = fc.record<FrameShape>(
  {
    opcode: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(0, 1, 2) },
      { weight: 4, arbitrary: fc.constantFrom(8, 9, 10) },
      { weight: 1, arbitrary: fc.nat(15) },
    ),
    payload: fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.uint8Array({ maxLength: 130 }),
      fc.constantFrom(1000, 1001, 4000, 1005).map((code) => closePayload(code, 'reason')),
      fc.nat(40_000).map((size) => 'x'.repeat(size)),
    ),
    isFinal: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    isMasked: fc.oneof({ weight: 40, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    mask: fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)),
  },
  { requiredKeys: ['opcode', 'payload'] },
);

describe('whatever comes', () => {
  it('is found, or refused, as by another implementation', async () => {
    const stream = fc.array(shapes, { minLength: 1, maxLength: 8 });
    const sizes = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(stream, sizes, async (frames, cuts) => {
        const bytes = Buffer.concat(frames.map(clientFrame));
        const ours = parse(cut(bytes, cuts));
        const theirs = await parseByWs(cut(bytes, cuts), true, MAX_BYTES);
        // What comes after a close does not count, and is not read.
        const end = theirs.found.findIndex((text) => text.startsWith('closed')) + 1;
        if (end > 0) expect(ours.found.slice(0, end)).toEqual(theirs.found);
        else expect(ours).toEqual(theirs);
      }),
      { numRuns: 300 },
    );
  });

  it('of random bytes never throws anything but a fault', () => {
    const bytes = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 6 });
    fc.assert(
      fc.property(bytes, (pieces) => {
        parse(pieces.map((piece) => Buffer.from(piece)));
      }),
      { numRuns: 2000 },
    );
  });
});
