import type { ConnectionId, MediaTopology } from '@cline-meet/protocol';
import type { RequestMedia, Send } from './command-channel.ts';
import type { FrameCipher } from './e2ee/frame-cipher.ts';
import type { MediaClient, MediaSignals, MediaWire } from './media-client.ts';
import { MeshClient } from './mesh/mesh-client.ts';
import type { RoomSessionOptions } from './session-options.ts';
import { SfuClient } from './sfu/sfu-client.ts';

/** Makes the media client for an arrangement of the room's media; null for signalling only. */
export type MediaFactory = ((topology: MediaTopology, cipher: FrameCipher | null) => MediaClient) | null;

/** A mesh or an SFU as the room has it, unless the session is told otherwise. */
export function mediaFactory(options: RoomSessionOptions, send: Send, request: RequestMedia): MediaFactory {
  const { createMedia = (wire) => clientFor(options, wire) } = options;
  return (
    createMedia &&
    ((topology, cipher) =>
      createMedia({
        topology,
        cipher,
        signals: signalsBy(send, topology.id),
        requests: { request: (action) => request(topology.id, action) },
      }))
  );
}

function clientFor(options: RoomSessionOptions, wire: MediaWire): MediaClient {
  const { createPeerConnection, loadDevice, timers, cameraCodec } = options;
  const { cipher, requests, signals } = wire;
  const { mode } = wire.topology;
  switch (mode) {
    case 'mesh':
      return new MeshClient(signals, { createPeerConnection, timers, cipher });
    case 'sfu':
      return new SfuClient(requests, { timers, cipher, cameraCodec, loadDevice });
    default:
      return mode satisfies never;
  }
}

/** Signals go out by `send`. One that is lost is not sent again: negotiation starts anew when the place is back. */
function signalsBy(send: Send, topologyId: MediaTopology['id']): MediaSignals {
  const to = (targetConnectionId: ConnectionId) => ({ targetConnectionId });
  return {
    sendOffer: (peer, description) => void send('webrtc_offer', { ...description, topologyId }, to(peer)),
    sendAnswer: (peer, description) => void send('webrtc_answer', { ...description, topologyId }, to(peer)),
    sendCandidate: (peer, candidate) => void send('ice_candidate', { ...candidate, topologyId }, to(peer)),
  };
}
