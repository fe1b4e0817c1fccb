import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientSchemas } from './client-messages.ts';
import { decodeClientMessage, decodeServerMessage, isClientMessageType, isRoomEvent } from './codec.ts';
import { limits } from './limits.ts';
import type { ServerMessage } from './server-messages.ts';

const roomId = '6f1c1a52-3b9e-4c59-8f0e-0d8a4b7d1c11';
const other = '0b8e6f0e-7f0a-4a27-9a55-2f4d3f9c1a22';
const frame = (message: object) => JSON.stringify({ roomId, ...message });
const incarnations = { senderIncarnation: 0, targetIncarnation: 0, topologyId: 'mesh-1' };

describe('decodeClientMessage', () => {
  it('strips what no schema names, so that a client cannot write in the stamped fields', () => {
    const decoded = decodeClientMessage(
      frame({
        type: 'chat_message',
        id: 'm1',
        payload: { text: ' hi ', html: '<b>' },
        senderUserId: other,
        senderConnectionId: other,
        seq: 7,
        timestamp: '2020-01-01T00:00:00.000Z',
      }),
    );
    expect(decoded).toEqual({
      ok: true,
      message: { type: 'chat_message', roomId, id: 'm1', payload: { text: 'hi' } },
    });
  });

  it.each([
    ['not JSON', '{'],
    ['null', 'null'],
    ['an array', '[]'],
    ['a number', '1'],
    ['no type', '{}'],
    ['a type that is no string', '{"type":1}'],
    ['no payload', frame({ type: 'ping' })],
    ['a room id that is none', JSON.stringify({ type: 'ping', roomId: 'x', payload: {} })],
    [
      'a join with neither ticket nor resume',
      frame({ type: 'join_room', payload: { media: { microphone: true, camera: true } } }),
    ],
    ['a chat message without an id', frame({ type: 'chat_message', payload: { text: 'hi' } })],
    ['a chat message of blanks', frame({ type: 'chat_message', id: 'm', payload: { text: ' \n ' } })],
    [
      'a chat message too long',
      frame({ type: 'chat_message', id: 'm', payload: { text: 'x'.repeat(limits.chatCharacters + 1) } }),
    ],
    [
      'an offer to nobody',
      frame({ type: 'webrtc_offer', payload: { sdp: 'v=0', generation: 1, sources: {}, ...incarnations } }),
    ],
    [
      'a negative generation',
      frame({
        type: 'webrtc_answer',
        targetConnectionId: other,
        payload: { sdp: 'v=0', generation: -1, sources: {}, ...incarnations },
      }),
    ],
    ['a removal of nobody', frame({ type: 'remove_user', payload: {} })],
  ])('refuses %s as invalid', (_case, text) => {
    expect(decodeClientMessage(text)).toMatchObject({ ok: false, code: 'invalid_message' });
  });

  it.each(['toString', '__proto__', 'constructor', 'user_joined', 'room_joined', ''])(
    'does not know the type %j',
    (type) => {
      expect(decodeClientMessage(frame({ type, payload: {} }))).toMatchObject({ ok: false, code: 'unknown_type' });
      expect(isClientMessageType(type)).toBe(false);
    },
  );

  it('quotes the id of what it refuses, where there is a good one', () => {
    expect(decodeClientMessage(frame({ type: 'nope', id: 'm1' }))).toMatchObject({ ok: false, id: 'm1' });
    expect(decodeClientMessage(frame({ type: 'ping', id: 'm2' }))).toMatchObject({ ok: false, id: 'm2' });
    expect(decodeClientMessage(frame({ type: 'ping', id: 'no good' }))).not.toHaveProperty('id');
  });

  it('holds session descriptions to their limits', () => {
    const offer = (payload: object) => ({
      type: 'webrtc_offer',
      targetConnectionId: other,
      payload: { sdp: 'v=0', generation: 1, sources: { 0: 'camera' }, ...incarnations, ...payload },
    });
    const sections = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, mid) => [mid, 'screen']));
    expect(decodeClientMessage(frame(offer({}))).ok).toBe(true);
    expect(decodeClientMessage(frame(offer({ sources: sections(limits.mediaSections) }))).ok).toBe(true);
    expect(decodeClientMessage(frame(offer({ sources: sections(limits.mediaSections + 1) }))).ok).toBe(false);
    expect(decodeClientMessage(frame(offer({ sources: { 0: 'face' } }))).ok).toBe(false);
    expect(decodeClientMessage(frame(offer({ sdp: 'x'.repeat(limits.sdpCharacters) }))).ok).toBe(true);
    expect(decodeClientMessage(frame(offer({ sdp: 'x'.repeat(limits.sdpCharacters + 1) }))).ok).toBe(false);
  });

  it('never throws, whatever comes', () => {
    const types = fc.constantFrom(...Object.keys(clientSchemas));
    const message = fc.record({
      type: types,
      roomId: fc.constant(roomId),
      payload: fc.jsonValue(),
      id: fc.jsonValue(),
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          message.map((value) => JSON.stringify(value)),
        ),
        (text) => {
          const decoded = decodeClientMessage(text);
          expect(decoded.ok || decoded.code === 'invalid_message' || decoded.code === 'unknown_type').toBe(true);
        },
      ),
    );
  });
});

describe('limits', () => {
  it('let the largest honest offer through the frame limit', () => {
    expect(limits.sdpCharacters + limits.mediaSections * 64 + 4096).toBeLessThan(limits.clientFrameBytes);
  });
});

describe('decodeServerMessage', () => {
  const timestamp = '2026-01-31T09:05:00.000Z';

  it('tells room events from answers', () => {
    const left = { connectionId: other, userId: other, name: 'Ana', reason: 'left' };
    const event = decodeServerMessage(frame({ type: 'user_left', timestamp, epoch: 'e', seq: 4, payload: left }));
    const answer = decodeServerMessage(frame({ type: 'ack', timestamp, id: 'm1', payload: { seq: 4 } }));
    const isEvent = (decoded: typeof event) => decoded.ok && isRoomEvent(decoded.message as ServerMessage);
    expect([isEvent(event), isEvent(answer)]).toEqual([true, false]);
    expect([event.ok, answer.ok]).toEqual([true, true]);
  });

  it('refuses a room event without its place in the history', () => {
    const settings = { waitingRoom: true, locked: false };
    expect(decodeServerMessage(frame({ type: 'room_settings', timestamp, payload: settings })).ok).toBe(false);
  });

  it('does not know a type of a later version', () => {
    expect(decodeServerMessage(frame({ type: 'poll', timestamp, payload: {} }))).toMatchObject({
      code: 'unknown_type',
    });
  });
});
