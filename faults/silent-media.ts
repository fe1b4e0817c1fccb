import { type ConnectionId, limits } from '@cline-meet/protocol';
import type { MediaClient, MediaSignals, MediaWire } from '../packages/sdk/src/index.ts';

/** A media client that carries nothing, and can be made to send signals as large as the protocol allows. */
export function silentMedia() {
  let current: MediaSignals | null = null;
  const sdp = 'v'.repeat(limits.sdpCharacters);
  return {
    create: ({ signals }: MediaWire): MediaClient => {
      current = signals;
      return {
        setParticipants: () => {},
        configureIce: () => {},
        publish: async () => {},
        restartIce: () => {},
        remote: new Map(),
        subscribe: () => () => {},
        close: () => {},
      };
    },
    flood: (to: ConnectionId, count: number): void => {
      const description = { sdp, generation: 1, sources: {}, senderIncarnation: 0, targetIncarnation: 0 };
      for (let sent = 0; sent < count; sent += 1) current?.sendOffer(to, description);
    },
  };
}
