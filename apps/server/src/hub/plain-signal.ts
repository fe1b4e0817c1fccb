import { type ConnectionId, limits, type RoomId } from '@cline-meet/protocol';
import type { Signal } from '../room/relay.ts';

/** A signal as it came: checked, and not taken apart. */
export interface PlainSignal extends Signal {
  readonly roomId: RoomId;
  readonly id?: undefined;
}

/** JSON's string (RFC 8259, section 7), without its quotes. Written so that no text is read twice. */
const TEXT = String.raw`[^"\\\u0000-\u001f]*(?:\\(?:r\\n|["\\/bfnrt]|u[\dA-Fa-f]{4})[^"\\\u0000-\u001f]*)*`;
const COUNT = String.raw`(?:0|[1-9]\d{0,14})`;
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const SHORT = (most: number) => `"[^"\\\\\\u0000-\\u001f]{0,${most}}"`;
const SOURCE = String.raw`"\w{1,32}":"(?:microphone|camera|screen|screen_audio)"`;
const ABOUT = `"senderIncarnation":${COUNT},"targetIncarnation":${COUNT},"topologyId":"[\\w-]{1,64}"`;
const CANDIDATE =
  `\\{"candidate":${SHORT(limits.iceCandidateCharacters)},"sdpMid":(?:null|${SHORT(32)}),` +
  `"sdpMLineIndex":(?:null|${COUNT}),"usernameFragment":(?:null|${SHORT(256)})\\}`;

const startOf = (types: string, payload: string) =>
  new RegExp(`^(\\{"type":"(?:${types})","roomId":"(${UUID})","payload":)\\{${payload}`);
const endOf = (payload: string) => new RegExp(`${payload},${ABOUT}\\}(,"targetConnectionId":"(${UUID})"\\})$`, 'y');

/** A frame is looked over part by part: one expression for all of it takes half as long again. */
interface Shape {
  readonly start: RegExp;
  /** The one part that may be long. */
  readonly text: RegExp;
  readonly end: RegExp;
}

const description: Shape = {
  start: startOf('webrtc_offer|webrtc_answer', '"sdp":"'),
  text: new RegExp(TEXT, 'y'),
  end: endOf(`","generation":${COUNT},"sources":\\{(?:${SOURCE}(?:,${SOURCE}){0,${limits.mediaSections - 1}})?\\}`),
};
const candidate: Shape = {
  start: startOf('ice_candidate', '"candidate":'),
  text: new RegExp(`null|${CANDIDATE}`, 'y'),
  end: endOf(''),
};

/**
 * Reads a signal that is written as the sdk writes it: key by key in its order, without spaces. Null for whatever else,
 * right or wrong, which the schemas then judge. Most of what a hub is sent in a mesh are such signals: looking them over
 * costs a fraction of parsing, checking and serialising them again.
 */
export function readPlainSignal(frame: string): PlainSignal | null {
  if (frame.startsWith('{"type":"ice_candidate",')) return read('ice_candidate', candidate, frame);
  if (frame.startsWith('{"type":"webrtc_offer",')) return read('webrtc_offer', description, frame);
  if (frame.startsWith('{"type":"webrtc_answer",')) return read('webrtc_answer', description, frame);
  return null;
}

function read(type: Signal['type'], { start, text, end }: Shape, frame: string): PlainSignal | null {
  const [head, before = '', roomId] = start.exec(frame) ?? [];
  if (head === undefined) return null;
  text.lastIndex = head.length;
  if (!text.test(frame)) return null;
  end.lastIndex = text.lastIndex;
  const textCharacters = text.lastIndex - head.length;
  const [tail, after = '', targetConnectionId] = end.exec(frame) ?? [];
  // Of a description: a candidate is never empty, and short by its expression. Escapes only make it longer than it is.
  if (tail === undefined || textCharacters === 0 || textCharacters > limits.sdpCharacters) return null;
  return {
    type,
    roomId: roomId as RoomId,
    targetConnectionId: targetConnectionId as ConnectionId,
    payloadJson: frame.slice(before.length, -after.length),
  };
}
