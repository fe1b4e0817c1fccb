import type { DeviceCapture } from './device-capture.ts';
import type { DeviceFailure } from './device-failure.ts';
import { type DeviceKind, openDevice } from './device-kind.ts';
import type { TrackEffect } from './track-effect.ts';

/** One of the person's own devices. `on` is heard or seen, `off` is neither. */
export type DeviceState =
  | { status: 'off' }
  | { status: 'starting' }
  | { status: 'on'; track: MediaStreamTrack }
  | { status: 'failed'; failure: DeviceFailure };

/**
 * One microphone or camera. Off is at once, whatever is under way; openings are one after the other, and each looks at
 * what is wanted by then, so that quick toggles end in the last state asked for. Nothing here rejects.
 */
export class LocalDevice {
  readonly #kind: DeviceKind;
  readonly #mediaDevices: MediaDevices | undefined;
  readonly #changed: () => void;
  #state: DeviceState = { status: 'off' };
  #capture: DeviceCapture | null = null;
  #effect: TrackEffect | null = null;
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
    return this.#capture?.source.getSettings().deviceId ?? this.#wantedId;
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
    // What nobody hears or sees of another device is of no use, and would hold its light on.
    if (this.#state.status !== 'on') this.#release();
    this.#changed();
    return this.#bring();
  }

  /** Shows what the effect makes of the device from now on, and nothing until it has made something. */
  setEffect(effect: TrackEffect | null): Promise<void> {
    if (effect === this.#effect) return Promise.resolve();
    this.#effect = effect;
    this.#capture?.dropEffect();
    if (this.#state.status === 'on') this.#show({ status: 'starting' });
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
    this.#show({ status: 'starting' });
    if (!this.#isCaptured()) await this.#captureWanted();
    if (this.#isWanted && this.#capture && this.#isCaptured()) await this.#applyEffect(this.#capture);
  }

  #isCaptured(): boolean {
    return this.#capture?.source.readyState === 'live' && this.#capture.requestedId === this.#wantedId;
  }

  /** True where what is captured already is what is wanted. */
  #resumeCapture(): boolean {
    const track = this.#isCaptured() && this.#capture?.trackUnder(this.#effect);
    if (!track) return false;
    track.enabled = true;
    if (this.#state.status !== 'on') this.#show({ status: 'on', track });
    return true;
  }

  async #captureWanted(): Promise<void> {
    this.#release();
    const result = await openDevice(this.#kind, this.#wantedId, this.#mediaDevices);
    if (typeof result === 'string') this.#failed(result);
    else this.#captured(result);
  }

  #captured(capture: DeviceCapture): void {
    const { source } = capture;
    if (this.#isClosed || (!this.#isWanted && !this.#kind.keepsCapture)) {
      source.stop();
      return;
    }
    source.contentHint = this.#kind.contentHint;
    source.enabled = this.#isWanted;
    // Fires where the device is unplugged or the permission withdrawn, and not after a stop() of our own.
    source.addEventListener('ended', () => this.#lost(capture), { once: true });
    this.#capture = capture;
    if (!this.#isWanted) this.#changed();
  }

  async #applyEffect(capture: DeviceCapture): Promise<void> {
    const effect = this.#effect;
    const result = await capture.apply(effect, () => this.#failed('effect'));
    // Whoever dropped it or turned the device off has asked for what comes next.
    if (result === 'dropped' || this.#capture !== capture || this.#effect !== effect || !this.#isWanted) return;
    if (result === 'failed') this.#failed('effect');
    else this.#show({ status: 'on', track: result });
  }

  #failed(failure: DeviceFailure): void {
    this.#release();
    if (!this.#isWanted) return;
    this.#isWanted = false;
    this.#show({ status: 'failed', failure });
  }

  #lost(capture: DeviceCapture): void {
    if (this.#capture !== capture) return;
    this.#release();
    this.#wantedId = null;
    this.#changed();
    void this.#bring();
  }

  #turnOff(): void {
    if (!this.#kind.keepsCapture) this.#release();
    if (this.#capture) this.#capture.source.enabled = false;
    if (this.#state.status !== 'off') this.#show({ status: 'off' });
  }

  #release(): void {
    this.#capture?.stop();
    this.#capture = null;
  }

  #show(state: DeviceState): void {
    this.#state = state;
    this.#changed();
  }
}
