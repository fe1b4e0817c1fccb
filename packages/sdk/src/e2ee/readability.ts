/** Failures in a row that a lost or doubled frame does not explain: half a second of sound, two of a slow picture. */
const FAILURES = 25;

/** Tells from one stream's frames whether its sender holds another key, or none. */
export class Readability {
  readonly #changed: (readable: boolean) => void;
  #failures = 0;
  #told = true;

  /** `changed` is called on changes alone; a stream counts as readable at first. */
  constructor(changed: (readable: boolean) => void) {
    this.#changed = changed;
  }

  frame(opened: boolean): void {
    this.#failures = opened ? 0 : this.#failures + 1;
    if (opened) this.#tell(true);
    else if (this.#failures >= FAILURES) this.#tell(false);
  }

  #tell(readable: boolean): void {
    if (readable === this.#told) return;
    this.#told = readable;
    this.#changed(readable);
  }
}
