import type { MediaSource } from '@cline-meet/protocol';

/** What one sender may use, as `RTCRtpEncodingParameters` has it. Bits per second, frames per second. */
export interface SenderLimits {
  maxBitrate: number;
  scaleResolutionDownBy?: number;
  maxFramerate?: number;
}

const UPLINK_BITRATE = 3_000_000;
/** The rest is for retransmissions, RTCP, STUN and the socket. */
const MEDIA_SHARE = 0.9;
/** RTP, SRTP, UDP and IP headers of an audio stream's fifty packets a second. */
const AUDIO_HEADERS_BITRATE = 20_000;
/** Video packets are large: headers take little of them. */
const VIDEO_PAYLOAD_SHARE = 0.95;
const MICROPHONE_BITRATE = 32_000;
const SCREEN_AUDIO_BITRATE = 64_000;
/** Text must be readable: while a screen is shared, faces are small. */
const SCREEN_SHARE_OF_VIDEO = 0.8;

const camera = { ceiling: 1_500_000, floor: 80_000 };
const screen = { ceiling: 2_500_000, floor: 150_000 };

/**
 * What each of `receivers` may be sent of a source, so that a mesh of five fits an uplink of 3 Mbit/s. In a larger mesh
 * the floors hold, below which a picture is of no use.
 */
export function senderLimits(source: MediaSource, receivers: number, isSharingScreen: boolean): SenderLimits {
  const video = videoBitrate(Math.max(1, receivers), isSharingScreen);
  switch (source) {
    case 'microphone':
      return { maxBitrate: MICROPHONE_BITRATE };
    case 'screen_audio':
      return { maxBitrate: SCREEN_AUDIO_BITRATE };
    case 'camera':
      return cameraLimits(clamp(isSharingScreen ? video * (1 - SCREEN_SHARE_OF_VIDEO) : video, camera));
    case 'screen':
      return screenLimits(clamp(video * SCREEN_SHARE_OF_VIDEO, screen));
    default:
      return source satisfies never;
  }
}

function videoBitrate(receivers: number, isSharingScreen: boolean): number {
  const audio = MICROPHONE_BITRATE + AUDIO_HEADERS_BITRATE;
  const screenAudio = isSharingScreen ? SCREEN_AUDIO_BITRATE + AUDIO_HEADERS_BITRATE : 0;
  const all = (UPLINK_BITRATE * MEDIA_SHARE) / receivers;
  return (all - audio - screenAudio) * VIDEO_PAYLOAD_SHARE;
}

/** The camera gives 1280×720: a bit rate is spent on as many pixels as it can fill well. */
function cameraLimits(maxBitrate: number): SenderLimits {
  if (maxBitrate >= 1_200_000) return { maxBitrate, scaleResolutionDownBy: 1, maxFramerate: 30 };
  if (maxBitrate >= 700_000) return { maxBitrate, scaleResolutionDownBy: 4 / 3, maxFramerate: 30 };
  if (maxBitrate >= 350_000) return { maxBitrate, scaleResolutionDownBy: 2, maxFramerate: 30 };
  if (maxBitrate >= 150_000) return { maxBitrate, scaleResolutionDownBy: 3, maxFramerate: 20 };
  return { maxBitrate, scaleResolutionDownBy: 4, maxFramerate: 15 };
}

/** A screen keeps its pixels and gives up frames. */
function screenLimits(maxBitrate: number): SenderLimits {
  if (maxBitrate >= 1_500_000) return { maxBitrate, scaleResolutionDownBy: 1, maxFramerate: 30 };
  if (maxBitrate >= 600_000) return { maxBitrate, scaleResolutionDownBy: 1, maxFramerate: 15 };
  return { maxBitrate, scaleResolutionDownBy: 1, maxFramerate: 5 };
}

function clamp(bitrate: number, { floor, ceiling }: { floor: number; ceiling: number }): number {
  return Math.round(Math.min(ceiling, Math.max(floor, bitrate)));
}
