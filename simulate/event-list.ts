const FIRST_PLACES = 256;

/** What is to happen, in the order in which it was added. Its memory is kept when it is cleared, and is no garbage. */
export class EventList {
  #length = 0;
  #atMs = new Float64Array(FIRST_PLACES);
  #subjects = new Int32Array(FIRST_PLACES);

  add(atMs: number, subject: number): void {
    if (this.#length === this.#atMs.length) this.#grow();
    this.#atMs[this.#length] = atMs;
    this.#subjects[this.#length] = subject;
    this.#length += 1;
  }

  /** Hands all of it over, and is empty. */
  drainTo(events: { add(atMs: number, subject: number): void }): void {
    for (let at = 0; at < this.#length; at += 1) events.add(this.#atMs[at] as number, this.#subjects[at] as number);
    this.#length = 0;
  }

  #grow(): void {
    const [atMs, subjects] = [this.#atMs, this.#subjects];
    this.#atMs = new Float64Array(2 * atMs.length);
    this.#atMs.set(atMs);
    this.#subjects = new Int32Array(2 * subjects.length);
    this.#subjects.set(subjects);
  }
}
