import type { MediaState, Participant } from '@cline-meet/protocol';
import { CommandFailed, type Run } from './command-channel.ts';

type Device = keyof MediaState;

interface Screen {
  active: boolean;
  withAudio: boolean;
}

const devices: readonly Device[] = ['microphone', 'camera'];
const noScreen: Screen = { active: false, withAudio: false };

/**
 * Holds the server's record of what this client sends to what the person wants. After an absence the record decides:
 * what is off there stays off, unless the person turned it on meanwhile.
 */
export class MediaAnnouncer {
  readonly #run: Run;
  #wanted: MediaState;
  #screen = noScreen;
  /** What the server holds as far as this client knows; null while there is no place. */
  #record: MediaState | null = null;
  /** Turned on by the person while the room could not be told. */
  readonly #turnedOnAway = new Set<Device>();
  #isInside = false;
  #inFlight = 0;

  constructor(wanted: MediaState, run: Run) {
    this.#wanted = wanted;
    this.#run = run;
  }

  get wanted(): MediaState {
    return this.#wanted;
  }

  /** Rejects where the server refuses; a lost connection is made good for by {@link entered}. */
  async setDevice(device: Device, on: boolean): Promise<void> {
    if (this.#wanted[device] === on) return;
    this.#wanted = { ...this.#wanted, [device]: on };
    if (!on) this.#turnedOnAway.delete(device);
    else if (!this.#isInside && !this.#record?.[device]) this.#turnedOnAway.add(device);
    await this.#announceDevices();
  }

  async setScreen(screen: Screen): Promise<void> {
    if (screen.active === this.#screen.active && screen.withAudio === this.#screen.withAudio) return;
    this.#screen = screen;
    await this.#announceScreen();
  }

  /** What the first frame asks for, and so the most that the record can hold. */
  entering(by: 'place' | 'ticket'): MediaState {
    const { microphone, camera } = (by === 'place' && this.#record) || this.#wanted;
    this.#record = { microphone: microphone && this.#wanted.microphone, camera: camera && this.#wanted.camera };
    return this.#wanted;
  }

  recorded({ microphone, camera }: MediaState): void {
    this.#record = { microphone, camera };
    // An announcement that no answer came to in time may have been done later than what came after it.
    const isLate = this.#isInside && this.#inFlight === 0;
    if (isLate && devices.some((device) => this.#record?.[device] && !this.#wanted[device])) {
      quietly(this.#announceDevices());
    }
  }

  /** The socket is lost, or the person waits: the room cannot be told anything. */
  away(): void {
    this.#isInside = false;
  }

  /** Inside (again) as `self`: returns the devices that must stop sending, and announces the rest. */
  entered(self: Participant): Device[] {
    this.#isInside = true;
    this.recorded(self);
    const silenced = devices.filter(
      (device) => this.#wanted[device] && !self[device] && !this.#turnedOnAway.has(device),
    );
    this.#turnedOnAway.clear();
    for (const device of silenced) this.#wanted = { ...this.#wanted, [device]: false };
    if (devices.some((device) => this.#wanted[device] !== self[device])) quietly(this.#announceDevices());
    if (this.#screen.active !== (self.screenShare !== null)) quietly(this.#announceScreen());
    return silenced;
  }

  /** A host turned this microphone off; the record says so already. */
  muted(): void {
    this.#wanted = { ...this.#wanted, microphone: false };
    this.#turnedOnAway.delete('microphone');
    // An announcement under way may reach the server after the mute, and would undo it.
    if (this.#inFlight > 0) quietly(this.#announceDevices());
  }

  async #announceDevices(): Promise<void> {
    if (!this.#isInside) return;
    this.#inFlight += 1;
    try {
      await unlessLost(this.#run('media_state', this.#wanted));
    } finally {
      this.#inFlight -= 1;
    }
  }

  async #announceScreen(): Promise<void> {
    if (this.#isInside) await unlessLost(this.#run('screen_share', this.#screen));
  }
}

async function unlessLost(command: Promise<void>): Promise<void> {
  try {
    await command;
  } catch (error) {
    if (!(error instanceof CommandFailed && error.code === 'unavailable')) throw error;
  }
}

/** For announcements that nobody waits for: `run` itself tells of a refusal. */
function quietly(announcement: Promise<void>): void {
  announcement.catch(() => {});
}
