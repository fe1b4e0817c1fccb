import type { types } from 'mediasoup-client';

export const AUDIO_LEVEL = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';
const MID = 'urn:ietf:params:rtp-hdrext:sdes:mid';

/**
 * What a bot can send and receive, of what browsers can. Not feedback for congestion control: werift gives it for each
 * stream, and it is due for each transport, so that a media node would take most packets for lost.
 */
export const botCapabilities: types.RtpCapabilities = {
  codecs: [
    {
      kind: 'audio',
      mimeType: 'audio/opus',
      preferredPayloadType: 111,
      clockRate: 48_000,
      channels: 2,
      parameters: { minptime: 10, useinbandfec: 1 },
      rtcpFeedback: [],
    },
    {
      kind: 'video',
      mimeType: 'video/VP8',
      preferredPayloadType: 96,
      clockRate: 90_000,
      parameters: {},
      rtcpFeedback: [
        { type: 'nack', parameter: '' },
        { type: 'nack', parameter: 'pli' },
      ],
    },
  ],
  headerExtensions: [extension('audio', MID, 4), extension('audio', AUDIO_LEVEL, 1), extension('video', MID, 4)],
};

function extension(
  kind: types.MediaKind,
  uri: types.RtpHeaderExtensionUri,
  preferredId: number,
): types.RtpHeaderExtension {
  return { kind, uri, preferredId, preferredEncrypt: false, direction: 'sendrecv' };
}
