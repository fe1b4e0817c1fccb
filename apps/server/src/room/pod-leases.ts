import type { RoomEvent } from '@cline-meet/protocol';
import type { Stamp } from './room-store.ts';

/** Which pods live. Each speaks for all its connections at once; who has none of its own costs nothing. */
export interface PodLeases {
  /**
   * Says that this pod lives, for three calls' time. False where the others could not know that and have taken it for
   * dead: its connections are lost in the store, and their clients must come back as after any loss.
   */
  renew(): Promise<boolean>;

  /**
   * Notes the connections of dead pods as lost, their places kept until `untilMs`. Of many pods that ask, one gets the
   * events; where it dies in the middle, another gets the rest.
   */
  loseDeadPods(untilMs: number, stamp: Stamp): Promise<RoomEvent<'participant_state'>[]>;

  /** For a pod that has lost or moved all its connections itself. */
  release(): Promise<void>;
}
