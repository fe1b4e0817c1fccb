import type { MediaSource, RtpParameters } from '@cline-meet/protocol';
import type { types } from 'mediasoup';
import { Refused } from '../room/model.ts';

/** As many as a receiver can choose from. */
const MOST_LAYERS = 3;
const MAX_SSRC = 0xffff_ffff;
const MAX_PAYLOAD_TYPE = 127;

export function kindOf(source: MediaSource): types.MediaKind {
  return source === 'microphone' || source === 'screen_audio' ? 'audio' : 'video';
}

/**
 * Refuses what mediasoup does not look at: a picture that is announced as a sound (and would go on when the camera is off,
 * and spoil the session descriptions of those who receive it), more layers than there are, numbers too large for RTP.
 */
export function checkSent(source: MediaSource, { codecs, encodings = [] }: RtpParameters): void {
  const isOfKind = codecs.every(({ mimeType }) => mimeType.toLowerCase().startsWith(`${kindOf(source)}/`));
  const numbers = encodings.flatMap(({ ssrc, rtx }) => [ssrc ?? 0, rtx?.ssrc ?? 0]);
  const isRtp =
    codecs.every(({ payloadType }) => payloadType <= MAX_PAYLOAD_TYPE) && numbers.every((ssrc) => ssrc <= MAX_SSRC);
  if (!isOfKind || !isRtp || spatialLayersOf(encodings) > MOST_LAYERS) throw new Refused('invalid_message');
}

/** How many sizes of a picture there are: one in each stream, or all in one (W3C WebRTC SVC, section 6). */
export function spatialLayersOf(encodings: readonly { scalabilityMode?: string | undefined }[] = []): number {
  if (encodings.length > 1) return encodings.length;
  return Number(/^[LS](\d+)T/.exec(encodings[0]?.scalabilityMode ?? '')?.[1] ?? 1);
}

/** What the worker itself refuses of what a participant has said of a transport: names that are taken, a second connect. */
export async function refusedAsSaid<Result>(transport: types.Transport, asked: Promise<Result>): Promise<Result> {
  try {
    return await asked;
  } catch (error) {
    if (transport.closed) throw new Refused('media_stale');
    if (error instanceof Error && error.name === 'Error') throw new Refused('invalid_message');
    throw error;
  }
}
