import * as z from 'zod/mini';
import { limits } from './limits.ts';

/** What a media section carries. Streams are told apart by this and not by guesses from track kinds. */
export const MediaSource = z.enum(['microphone', 'camera', 'screen', 'screen_audio']);
export type MediaSource = z.infer<typeof MediaSource>;

const Count = z.int().check(z.nonnegative());

/** What a signal is about: one from or to an earlier page load, or of another arrangement of the room's media, is stale. */
const about = {
  senderIncarnation: Count,
  targetIncarnation: Count,
  topologyId: z.string().check(z.minLength(1), z.maxLength(64)),
};

/** The payload of `webrtc_offer` and `webrtc_answer` (RFC 8829). */
export const SessionDescription = z.object({
  sdp: z.string().check(z.minLength(1), z.maxLength(limits.sdpCharacters)),
  /** The offerer's count of its offers on this peer connection. An answer quotes the offer's; others are stale. */
  generation: Count,
  /** The sender's own media sections by `mid` (RFC 8843). */
  sources: z
    .record(z.string().check(z.maxLength(32)), MediaSource)
    .check(z.refine((sources) => Object.keys(sources).length <= limits.mediaSections, 'too many media sections')),
  ...about,
});
export type SessionDescription = z.infer<typeof SessionDescription>;

/** The payload of `ice_candidate` (RFC 8838); null is the end of candidates. */
export const CandidateMessage = z.object({
  candidate: z.nullable(
    z.object({
      candidate: z.string().check(z.maxLength(limits.iceCandidateCharacters)),
      sdpMid: z.nullable(z.string().check(z.maxLength(32))),
      sdpMLineIndex: z.nullable(Count),
      usernameFragment: z.nullable(z.string().check(z.maxLength(256))),
    }),
  ),
  ...about,
});
export type CandidateMessage = z.infer<typeof CandidateMessage>;
