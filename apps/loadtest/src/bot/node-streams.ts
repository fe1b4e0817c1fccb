import type { types } from 'mediasoup-client';
import {
  MediaStreamTrack,
  type PeerConfig,
  RTCRtpCodecParameters,
  RTCRtpReceiver,
  type RTCRtpSender,
  random32,
  serializeAudioLevelIndication,
} from 'werift';
import { AUDIO_LEVEL } from './node-capabilities.ts';
import type { NodeTransport } from './node-transport.ts';
import { giveOwnPackets } from './own-packets.ts';

/** Someone who speaks, in decibels below the loudest that there is (RFC 6464). */
const SPEECH_DB = 30;

/** Sends a track as `parameters` say it, whose stream has the SSRC of the sender. */
export function startSending(
  { dtls, router }: NodeTransport,
  sender: RTCRtpSender,
  parameters: types.RtpParameters,
  sent: () => void,
): void {
  sender.setDtlsTransport(dtls);
  sender.prepareSend({ ...weriftParameters(parameters), ...(parameters.mid ? { muxId: parameters.mid } : {}) });
  router.registerRtpSender(sender);
  const level = parameters.headerExtensions?.find(({ uri }) => uri === AUDIO_LEVEL);
  const payload = Buffer.from(serializeAudioLevelIndication(SPEECH_DB));
  giveOwnPackets(sender, sent, level ? [{ id: level.id, payload }] : []);
}

export function startReceiving(
  { dtls, router }: NodeTransport,
  { trackId, kind, rtpParameters }: types.HandlerReceiveOptions,
): RTCRtpReceiver {
  const receiver = new RTCRtpReceiver({ debug: {} } as PeerConfig, kind, random32());
  const { ssrc = 0 } = rtpParameters.encodings?.[0] ?? {};
  receiver.prepareReceive({ ...weriftParameters(rtpParameters), encodings: [] });
  receiver.setDtlsTransport(dtls);
  receiver.addTrack(new MediaStreamTrack({ kind, ssrc, id: trackId, remote: true }));
  router.ssrcTable[ssrc] = receiver;
  return receiver;
}

/** Nothing that comes is for it any more. */
export function forget({ router }: NodeTransport, stream: RTCRtpSender | RTCRtpReceiver): void {
  stream.stop();
  for (const [ssrc, each] of Object.entries(router.ssrcTable)) {
    if (each === stream) delete router.ssrcTable[Number(ssrc)];
  }
}

function weriftParameters({ codecs, headerExtensions = [], rtcp }: types.RtpParameters) {
  return {
    codecs: codecs.map(
      ({ mimeType, clockRate, channels, payloadType, rtcpFeedback = [] }) =>
        new RTCRtpCodecParameters({
          mimeType,
          clockRate,
          payloadType,
          rtcpFeedback: rtcpFeedback.map(({ type, parameter }) => (parameter ? { type, parameter } : { type })),
          ...(channels === undefined ? {} : { channels }),
        }),
    ),
    headerExtensions: headerExtensions.map(({ uri, id }) => ({ uri, id })),
    rtcp: { mux: true, ...(rtcp?.cname ? { cname: rtcp.cname } : {}) },
  };
}
