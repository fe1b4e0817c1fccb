import type { RoomId } from '@cline-meet/protocol';
import type { Envelope } from './envelope.ts';

/** Ends a subscription; may be called twice. */
export type Unsubscribe = () => Promise<void>;

/** Carries envelopes to every pod that holds a member of the room, the sender's own included. */
export interface Bus {
  /**
   * Resolves when everything published from then on will be delivered. Envelopes of one publisher arrive in order,
   * each at most once, never within the call that published them.
   */
  subscribe(roomId: RoomId, deliver: (envelope: Envelope) => void): Promise<Unsubscribe>;
  /** Rejects where the bus is down; what was to be said may be lost, so nothing may depend on it alone. */
  publish(roomId: RoomId, envelope: Envelope): Promise<void>;
}
