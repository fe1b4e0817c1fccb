import type { MediaSource } from '@cline-meet/protocol';
import type { types } from 'mediasoup-client';

/** Bits per second of a picture with each number of layers, and of each simulcast layer, from the smallest picture. */
const CAMERA_BITRATES = [150_000, 500_000, 1_500_000];
const SCREEN_BITRATE = 2_500_000;
const MICROPHONE_BITRATE = 32_000;
const SCREEN_AUDIO_BITRATE = 64_000;
/** Pixels below which Chromium itself gives up a layer. */
const THREE_LAYERS_PIXELS = 960 * 540;
const TWO_LAYERS_PIXELS = 480 * 270;

/**
 * The codec of cameras that has all layers in one stream (SVC); with others a camera is sent once for each layer
 * (simulcast). AV1 has them too, but its upper layers are not decoded after mediasoup 3.19 in Chromium.
 */
export type LayeredCodec = 'VP9';

export type ProducerSettings = Pick<types.ProducerOptions, 'encodings' | 'codecOptions'>;

/** How a source is sent to a media node, which passes it on to many. */
export function producerSettings(source: MediaSource, track: MediaStreamTrack, isLayered: boolean): ProducerSettings {
  switch (source) {
    case 'camera':
      return { encodings: isLayered ? [layeredEncoding(layersFor(track))] : cameraEncodings(layersFor(track)) };
    case 'screen':
      return { encodings: [{ maxBitrate: SCREEN_BITRATE, maxFramerate: 30 }] };
    case 'microphone':
      return {
        codecOptions: { opusDtx: true, opusFec: true, opusStereo: false, opusMaxAverageBitrate: MICROPHONE_BITRATE },
      };
    case 'screen_audio':
      // Music: no gaps where it is quiet, and both sides of it.
      return {
        codecOptions: { opusDtx: false, opusFec: true, opusStereo: true, opusMaxAverageBitrate: SCREEN_AUDIO_BITRATE },
      };
    default:
      return source satisfies never;
  }
}

/** How many layers a picture of this size has, as Chromium would have it; the largest number where it is not known. */
export function layersFor(track: MediaStreamTrack): number {
  const { width, height } = track.getSettings();
  if (!width || !height || width * height >= THREE_LAYERS_PIXELS) return 3;
  return width * height >= TWO_LAYERS_PIXELS ? 2 : 1;
}

/** Each layer is half as wide as the next one. */
function cameraEncodings(layers: number): types.RtpEncodingParameters[] {
  return CAMERA_BITRATES.slice(0, layers).map((maxBitrate, layer) => ({
    maxBitrate,
    maxFramerate: 30,
    scaleResolutionDownBy: 2 ** (layers - 1 - layer),
    scalabilityMode: 'L1T3',
  }));
}

/** Each layer adds to the ones below; frames of one moment depend on each other at key pictures only. */
export function layeredEncoding(layers: number): types.RtpEncodingParameters {
  const maxBitrate = CAMERA_BITRATES[layers - 1];
  const scalabilityMode = layers === 1 ? 'L1T3' : `L${layers}T3_KEY`;
  return { ...(maxBitrate === undefined ? {} : { maxBitrate }), maxFramerate: 30, scalabilityMode };
}
