import type { PeerStatus } from './session-state.ts';

/** How media flows by one connection, through its life: one that was there and is not any more is interrupted. */
export class FlowStatus {
  #wasConnected = false;

  of(state: RTCPeerConnectionState): PeerStatus {
    switch (state) {
      case 'connected':
        this.#wasConnected = true;
        return 'connected';
      case 'disconnected':
        return 'interrupted';
      case 'failed':
        return 'failed';
      default:
        return this.#wasConnected ? 'interrupted' : 'connecting';
    }
  }
}
