import type { MediaState } from '@cline-meet/protocol';
import type { LocalMedia, RoomSession } from '@cline-meet/sdk';
import { mediaOf } from './meeting-store.ts';

type Session = Pick<RoomSession, 'state'>;
type Devices = Pick<LocalMedia, 'state' | 'setMicrophone' | 'setCamera'>;

/**
 * Holds the devices to the room's record after an absence: what was on when this tab went away and is off in the record
 * was turned off meanwhile (a host muted it) and stays off. What the person turned on while away is theirs.
 */
export class RecordedMute {
  readonly #session: Session;
  readonly #localMedia: Devices;
  /** What was on when this tab went away; null while it is inside, or was never. */
  #left: MediaState | null;

  /** `returning`: the page was reloaded, and takes up the place that it had. */
  constructor(session: Session, localMedia: Devices, returning: boolean) {
    this.#session = session;
    this.#localMedia = localMedia;
    this.#left = returning ? mediaOf(localMedia.state) : null;
  }

  /** To be called after each change of the session's state. */
  phaseChanged(): void {
    const { phase, participants, selfId } = this.#session.state;
    if (phase.name === 'reconnecting') this.#left ??= mediaOf(this.#localMedia.state);
    const self = participants.find((each) => each.connectionId === selfId);
    if (phase.name !== 'joined' || !self || !this.#left) return;
    if (this.#left.microphone && !self.microphone) void this.#localMedia.setMicrophone(false);
    if (this.#left.camera && !self.camera) void this.#localMedia.setCamera(false);
    this.#left = null;
  }
}
