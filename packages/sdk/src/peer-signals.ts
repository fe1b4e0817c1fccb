import type { MediaTopology, ServerMessage } from '@cline-meet/protocol';
import type { MediaClient } from './media-client.ts';

export type PeerSignal = ServerMessage<'webrtc_offer' | 'webrtc_answer' | 'ice_candidate'>;

const MOST_HELD = 512;

/** Hands a signal to the client that it is for. What another client sends may be nonsense: that costs its sender alone. */
export function handSignal(client: MediaClient, signal: PeerSignal): void {
  handle(client, signal)?.catch(() => {});
}

function handle({ signals }: MediaClient, signal: PeerSignal): Promise<void> | undefined {
  switch (signal.type) {
    case 'webrtc_offer':
      return signals?.offerReceived(signal.senderConnectionId, signal.payload);
    case 'webrtc_answer':
      return signals?.answerReceived(signal.senderConnectionId, signal.payload);
    case 'ice_candidate':
      return signals?.candidateReceived(signal.senderConnectionId, signal.payload);
    default:
      return signal satisfies never;
  }
}

/** Signals of an arrangement that others heard of first. Bounded: what does not fit is lost, and offered again. */
export class SignalsAhead {
  #held: PeerSignal[] = [];

  hold(signal: PeerSignal): void {
    if (this.#held.length < MOST_HELD) this.#held.push(signal);
  }

  /** Those of `topologyId`, in order. Those of others are over. */
  take(topologyId: MediaTopology['id']): PeerSignal[] {
    const held = this.#held;
    this.#held = [];
    return held.filter(({ payload }) => payload.topologyId === topologyId);
  }
}
