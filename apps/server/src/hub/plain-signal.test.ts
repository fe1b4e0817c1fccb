import { decodeClientMessage, limits } from '@cline-meet/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newcomer, ticketRoom } from '../room/room-fixtures.ts';
import { readPlainSignal } from './plain-signal.ts';

const { roomId } = ticketRoom();
const { connectionId: targetConnectionId } = newcomer('Ben');

/** Written as the sdk writes it. */
const written = (type: string, payload: object) => JSON.stringify({ type, roomId, payload, targetConnectionId });

const count = fc.oneof(fc.nat(), fc.constant(0));
const about = { senderIncarnation: count, targetIncarnation: count, topologyId: fc.uuid() };
const text = (maxLength: number) => fc.string({ unit: 'grapheme', maxLength });
/** Lines, as they are in a description: with ends that JSON escapes. */
const sdp = fc
  .array(text(60), { minLength: 1, maxLength: 30 })
  .map((lines) => lines.map((line) => `a=${line}\r\n`).join(''));
const source = fc.constantFrom('microphone', 'camera', 'screen', 'screen_audio');
const mid = fc.nat(99).map(String);
const plainText = (maxLength: number) => fc.string({ unit: fc.constantFrom(...'abz019 :./+-あ'), maxLength });
const candidateLine = fc.record({
  candidate: plainText(200),
  sdpMid: fc.option(mid),
  sdpMLineIndex: fc.option(count),
  usernameFragment: fc.option(plainText(16)),
});
const frames = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('webrtc_offer', 'webrtc_answer'),
      fc.record({ sdp, generation: count, sources: fc.dictionary(mid, source, { maxKeys: 6 }), ...about }),
    )
    .map(([type, payload]) => written(type, payload)),
  fc.record({ candidate: fc.option(candidateLine), ...about }).map((payload) => written('ice_candidate', payload)),
);

/** What the schemas make of a frame, as {@link readPlainSignal} would say it. */
function bySchemas(frame: string) {
  const decoded = decodeClientMessage(frame);
  if (!decoded.ok) return null;
  const { type, roomId: room, targetConnectionId: to, payload } = decoded.message;
  return { type, roomId: room, targetConnectionId: to, payload };
}

function plainly(frame: string) {
  const signal = readPlainSignal(frame);
  if (!signal) return null;
  const { payloadJson, ...rest } = signal;
  return { ...rest, payload: JSON.parse(payloadJson) };
}

describe('a signal', () => {
  it('as the sdk writes it is read, and says what the schemas say that it says', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        expect(plainly(frame)).toEqual(bySchemas(frame));
        expect(plainly(frame)).not.toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it('that was tampered with is left to the schemas, or is still what they say', () => {
    const edits = fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        removed: fc.nat(3),
        added: fc.oneof(
          fc.constantFrom(
            '',
            '"',
            '\\',
            '\\u12',
            '\\x',
            '\n',
            '{',
            '}',
            ',',
            ':',
            '-',
            '1e9',
            '0',
            'null',
            '"a":1,',
            ' ',
          ),
          fc.string({ maxLength: 3 }),
        ),
      }),
      { minLength: 1, maxLength: 2 },
    );
    let read = 0;
    fc.assert(
      fc.property(frames, edits, (frame, changes) => {
        let tampered = frame;
        for (const { at, removed, added } of changes) {
          const index = Math.floor(at * tampered.length);
          tampered = tampered.slice(0, index) + added + tampered.slice(index + removed);
        }
        const plain = plainly(tampered);
        if (plain === null) return;
        read += 1;
        expect(plain).toEqual(bySchemas(tampered));
      }),
      { numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(50);
  });

  const valid = { sdp: 'v=0\r\n', generation: 1, sources: { 0: 'camera' } };
  const between = { senderIncarnation: 0, targetIncarnation: 0, topologyId: 't' };
  const longest = limits.sdpCharacters;
  it.each([
    ['an empty description', { ...valid, sdp: '', ...between }],
    ['too long a description', { ...valid, sdp: 'a'.repeat(longest + 1), ...between }],
    ['a negative count', { ...valid, generation: -1, ...between }],
    ['a fraction', { ...valid, generation: 0.5, ...between }],
    ['more than a number can count', { ...valid, generation: 1e300, ...between }],
    ['a source that is none', { ...valid, sources: { 0: 'microphones' }, ...between }],
    [
      'too many sources',
      {
        ...valid,
        sources: Object.fromEntries(Array.from({ length: limits.mediaSections + 1 }, (_, index) => [index, 'camera'])),
        ...between,
      },
    ],
    ['too long a topology', { ...valid, ...between, topologyId: 't'.repeat(65) }],
    ['a missing part', { sdp: 'v=0\r\n', generation: 1, ...between }],
  ])('that no schema allows is not read: %s', (_name, payload) => {
    const frame = written('webrtc_offer', payload);
    expect([plainly(frame), bySchemas(frame)]).toEqual([null, null]);
  });

  it('of the longest description is read', () => {
    const frame = written('webrtc_offer', { ...valid, sdp: 'a'.repeat(longest), ...between });
    expect(plainly(frame)).toEqual(bySchemas(frame));
  });

  it('with what no schema names is left to them, who strip it', () => {
    const frame = written('webrtc_offer', { ...valid, ...between, extra: 1 });
    expect(plainly(frame)).toBeNull();
    expect(bySchemas(frame)?.payload).not.toHaveProperty('extra');
  });

  it('that is nothing but escapes, or breaks off, takes time in proportion to its length', () => {
    const hostile = written('webrtc_offer', { ...valid, sdp: '\n'.repeat(longest / 2), ...between });
    const startedAt = performance.now();
    for (const frame of [hostile, hostile.slice(0, -1), hostile.replace('"generation"', '"generatio"')]) plainly(frame);
    expect(performance.now() - startedAt).toBeLessThan(200);
  });
});
