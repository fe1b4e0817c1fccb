import { type DeviceFailure, deviceFailureOf } from './device-failure.ts';

/** One of the person's own devices. `on` is heard or seen, `off` is neither. */
export type DeviceState =
  | { status: 'off' }
  | { status: 'starting' }
  | { status: 'on'; track: MediaStreamTrack }
  | { status: 'failed'; failure: DeviceFailure };

/** How a kind of device is opened and turned off. */
export interface DeviceKind {
  constraints(deviceId: string | null): MediaStreamConstraints;
  contentHint: string;
  /** Off keeps the capture, silenced, so that on is instant; else off gives the device back and its light goes out. */
  keepsCapture: boolean;
}

export const microphoneKind: DeviceKind = {
  constraints: (deviceId) => ({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...exactly(deviceId) },
  }),
  contentHint: 'speech',
  keepsCapture: true,
};

export const cameraKind: DeviceKind = {
  constraints: (deviceId) => ({
    video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 }, ...exactly(deviceId) },
  }),
  contentHint: 'motion',
  keepsCapture: false,
};

interface Capture {
  track: MediaStreamTrack;
  /** The device that was asked for; null is the browser's choice. */
  requestedId: string | null;
}

/**
 * One microphone or camera. Off is at once, whatever is under way; openings are one after the other, and each looks at
 * what is wanted by then, so that quick toggles end in the last state asked for. Nothing here rejects.
 */
export class LocalDevice {
  readonly #kind: DeviceKind;
  readonly #mediaDevices: MediaDevices | undefined;
  readonly #changed: () => void;
  #state: DeviceState = { status: 'off' };
  #capture: Capture | null = null;
  #isWanted = false;
  #wantedId: string | null;
  #isClosed = false;
  #queue = Promise.resolve();

  constructor(kind: DeviceKind, mediaDevices: MediaDevices | undefined, wantedId: string | null, changed: () => void) {
    this.#kind = kind;
    this.#mediaDevices = mediaDevices;
    this.#wantedId = wantedId;
    this.#changed = changed;
  }

  get state(): DeviceState {
    return this.#state;
  }

  /** The device that runs, else the one that was asked for last. */
  get deviceId(): string | null {
    return this.#capture?.track.getSettings().deviceId ?? this.#wantedId;
  }

  set(isWanted: boolean): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    this.#isWanted = isWanted;
    if (!isWanted) this.#turnOff();
    return this.#bring();
  }

  /** Takes another device; one that is on changes over at once. */
  select(deviceId: string): Promise<void> {
    this.#wantedId = deviceId;
    // A kept capture of another microphone is of no use, and would hold its light on.
    if (!this.#isWanted) this.#release();
    this.#changed();
    return this.#bring();
  }

  close(): void {
    this.#isClosed = true;
    this.#isWanted = false;
    this.#release();
    this.#show({ status: 'off' });
  }

  #bring(): Promise<void> {
    this.#queue = this.#queue.then(() => this.#open());
    return this.#queue;
  }

  async #open(): Promise<void> {
    if (!this.#isWanted || this.#resumeCapture()) return;
    this.#release();
    this.#show({ status: 'starting' });
    const result = await this.#acquire(this.#wantedId);
    if (typeof result === 'string') this.#failed(result);
    else this.#opened(result);
  }

  /** True where what is captured already is what is wanted. */
  #resumeCapture(): boolean {
    const capture = this.#capture;
    if (capture?.track.readyState !== 'live' || capture.requestedId !== this.#wantedId) return false;
    capture.track.enabled = true;
    if (this.#state.status !== 'on') this.#show({ status: 'on', track: capture.track });
    return true;
  }

  #opened(capture: Capture): void {
    const { track } = capture;
    if (this.#isClosed || (!this.#isWanted && !this.#kind.keepsCapture)) {
      track.stop();
      return;
    }
    track.contentHint = this.#kind.contentHint;
    track.enabled = this.#isWanted;
    // Fires where the device is unplugged or the permission withdrawn, and not after a stop() of our own.
    track.addEventListener('ended', () => this.#lost(track), { once: true });
    this.#capture = capture;
    if (this.#isWanted) this.#show({ status: 'on', track });
    else this.#changed();
  }

  #failed(failure: DeviceFailure): void {
    if (!this.#isWanted) return;
    this.#isWanted = false;
    this.#show({ status: 'failed', failure });
  }

  #lost(track: MediaStreamTrack): void {
    if (this.#capture?.track !== track) return;
    this.#capture = null;
    this.#wantedId = null;
    this.#changed();
    void this.#bring();
  }

  /** Where the device that was asked for cannot be had, another is better than none. */
  async #acquire(deviceId: string | null): Promise<Capture | DeviceFailure> {
    const first = await this.#request(deviceId, deviceId);
    if (deviceId === null || typeof first !== 'string' || first === 'denied' || first === 'insecure') return first;
    const another = await this.#request(null, deviceId);
    return typeof another === 'string' ? first : another;
  }

  async #request(deviceId: string | null, requestedId: string | null): Promise<Capture | DeviceFailure> {
    // Browsers hide mediaDevices from insecure origins (W3C Media Capture and Streams, section 9.1).
    if (!this.#mediaDevices || globalThis.isSecureContext === false) return 'insecure';
    try {
      const stream = await this.#mediaDevices.getUserMedia(this.#kind.constraints(deviceId));
      const track = stream.getTracks()[0];
      return track ? { track, requestedId } : 'not_found';
    } catch (error) {
      return deviceFailureOf(error);
    }
  }

  #turnOff(): void {
    if (!this.#kind.keepsCapture) this.#release();
    if (this.#capture) this.#capture.track.enabled = false;
    if (this.#state.status !== 'off') this.#show({ status: 'off' });
  }

  #release(): void {
    this.#capture?.track.stop();
    this.#capture = null;
  }

  #show(state: DeviceState): void {
    this.#state = state;
    this.#changed();
  }
}

function exactly(deviceId: string | null): { deviceId?: ConstrainDOMString } {
  return deviceId === null ? {} : { deviceId: { exact: deviceId } };
}
