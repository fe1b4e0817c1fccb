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

const frameOf = (type: string, payload: string) =>
  new RegExp(
    `^\\{"type":"(?:${type})","roomId":"(${UUID})","payload":(\\{${payload}\\}),"targetConnectionId":"(${UUID})"\\}$`,
  );

const description = frameOf(
  'webrtc_offer|webrtc_answer',
  `"sdp":"(${TEXT})","generation":${COUNT},"sources":\\{(?:${SOURCE}(?:,${SOURCE}){0,${limits.mediaSections - 1}})?\\},${ABOUT}`,
);
const candidate = frameOf('ice_candidate', `"candidate":(null|${CANDIDATE}),${ABOUT}`);

/**
 * Reads a signal that is written as the sdk writes it: key by key in its order, without spaces. Null for whatever else,
 * right or wrong, which the schemas then judge. Most of what a hub is sent in a mesh are such signals: looking them over
 * costs a fraction of parsing, checking and serialising them again.
 */
export function readPlainSignal(frame: string): PlainSignal | null {
  if (frame.startsWith('{"type":"ice_candidate",')) return read('ice_candidate', candidate.exec(frame));
  if (frame.startsWith('{"type":"webrtc_offer",')) return read('webrtc_offer', description.exec(frame));
  if (frame.startsWith('{"type":"webrtc_answer",')) return read('webrtc_answer', description.exec(frame));
  return null;
}

function read(type: Signal['type'], match: RegExpExecArray | null): PlainSignal | null {
  if (!match) return null;
  const [, roomId, payloadJson, content = '', targetConnectionId] = match;
  // Of a description: a candidate is never empty, and short by its expression. Escapes only make it longer than it is.
  if (content === '' || content.length > limits.sdpCharacters) return null;
  return {
    type,
    roomId: roomId as RoomId,
    targetConnectionId: targetConnectionId as ConnectionId,
    payloadJson: payloadJson ?? '',
  };
}
