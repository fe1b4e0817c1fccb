import type { ConnectionId } from '@cline-meet/protocol';
import type { Send } from './command-channel.ts';
import type { FrameCipher } from './e2ee/frame-cipher.ts';
import type { MediaClient, MediaSignals } from './media-client.ts';
import { MeshClient } from './mesh/mesh-client.ts';
import type { RoomSessionOptions } from './session-options.ts';

export type CreateMedia = (signals: MediaSignals, cipher: FrameCipher | null) => MediaClient;

/** How a session makes its media client: a mesh unless it is told otherwise; null for signalling only. */
export function mediaFactory({ createMedia, createPeerConnection }: RoomSessionOptions): CreateMedia | null {
  if (createMedia !== undefined) return createMedia;
  return (signals, cipher) => new MeshClient(signals, { createPeerConnection, cipher });
}

/** Signals go out by `send`. One that is lost is not sent again: negotiation starts anew when the place is back. */
export function signalsBy(send: Send, topologyId: () => string): MediaSignals {
  const about = (to: ConnectionId) => ({ targetConnectionId: to });
  const named = <Payload extends object>(payload: Payload) => ({ ...payload, topologyId: topologyId() });
  return {
    sendOffer: (to, description) => void send('webrtc_offer', named(description), about(to)),
    sendAnswer: (to, description) => void send('webrtc_answer', named(description), about(to)),
    sendCandidate: (to, candidate) => void send('ice_candidate', named(candidate), about(to)),
  };
}
