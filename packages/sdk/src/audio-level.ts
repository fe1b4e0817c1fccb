import { acquireAudioContext, releaseAudioContext } from './shared-audio-context.ts';
import { levelOf, nextSpeaking, type Speaking, silent } from './speaking.ts';

/** Replaced in tests; the browser's own by default. */
export interface AudioLevelOptions {
  AudioContext?: typeof AudioContext;
}

const SAMPLES = 1024;
const INTERVAL_MS = 50;

/**
 * Measures how loud a track is. Where there is no Web Audio, or the browser holds it back until the person clicks, the
 * level is 0.
 */
export class AudioLevelMeter {
  readonly #context: AudioContext | null;
  readonly #samples = new Float32Array(SAMPLES);
  readonly #listeners = new Set<(level: number) => void>();
  #source: MediaStreamAudioSourceNode | null = null;
  #analyser: AnalyserNode | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #level = 0;
  #speaking: Speaking = silent;
  #isClosed = false;

  constructor(track: MediaStreamTrack, options: AudioLevelOptions = {}) {
    this.#context = acquireAudioContext(options.AudioContext ?? globalThis.AudioContext);
    if (!this.#context) return;
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = SAMPLES;
    this.#source.connect(this.#analyser);
    this.#timer = setInterval(() => this.#measure(), INTERVAL_MS);
  }

  /** Loudness of the last instant, 0 to 1. */
  get level(): number {
    return this.#level;
  }

  /** Steady: neither a knock on the desk nor a pause between words changes it. */
  get speaking(): boolean {
    return this.#speaking.speaking;
  }

  /** Calls `listener` with the level twenty times a second; returns the way to stop it. */
  subscribe(listener: (level: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Leaves the track running. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#source?.disconnect();
    this.#listeners.clear();
    if (this.#context) releaseAudioContext(this.#context);
  }

  #measure(): void {
    this.#analyser?.getFloatTimeDomainData(this.#samples);
    this.#level = levelOf(this.#samples);
    this.#speaking = nextSpeaking(this.#speaking, this.#level, performance.now());
    for (const listener of [...this.#listeners]) listener(this.#level);
  }
}
