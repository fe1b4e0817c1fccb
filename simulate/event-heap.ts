/** A binary heap of what is to happen: {@link EventQueue} says in which order. */
export class EventHeap {
  #size = 0;
  #added = 0;
  #atMs = new Float64Array(1024);
  #order = new Float64Array(1024);
  #subject = new Int32Array(1024);

  get size(): number {
    return this.#size;
  }

  /** Infinity where nothing is to happen. */
  get nextAtMs(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#atMs[0] as number);
  }

  /** A number, and no object: there are millions of them. */
  add(atMs: number, subject: number): void {
    if (!(atMs >= 0)) throw new RangeError(`an event at ${atMs}`);
    if (this.#size === this.#atMs.length) this.#grow();
    let hole = this.#size++;
    const order = this.#added++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if ((this.#atMs[parent] as number) <= atMs) break;
      this.#copy(parent, hole);
      hole = parent;
    }
    this.#put(hole, atMs, order, subject);
  }

  /** Takes the next event out. Throws where there is none. */
  take(): number {
    if (this.#size === 0) throw new RangeError('no event is left');
    const subject = this.#subject[0] as number;
    this.#size -= 1;
    if (this.#size > 0) this.#sink(this.#size);
    return subject;
  }

  /** Puts what stands at `last`, which is no part of the heap any more, where it belongs from the top on. */
  #sink(last: number): void {
    let hole = 0;
    for (let child = 1; child < this.#size; child = 2 * hole + 1) {
      if (child + 1 < this.#size && this.#isBefore(child + 1, child)) child += 1;
      if (!this.#isBefore(child, last)) break;
      this.#copy(child, hole);
      hole = child;
    }
    this.#copy(last, hole);
  }

  #isBefore(a: number, b: number): boolean {
    const difference = (this.#atMs[a] as number) - (this.#atMs[b] as number);
    return difference < 0 || (difference === 0 && (this.#order[a] as number) < (this.#order[b] as number));
  }

  #copy(from: number, to: number): void {
    this.#put(to, this.#atMs[from] as number, this.#order[from] as number, this.#subject[from] as number);
  }

  #put(at: number, atMs: number, order: number, subject: number): void {
    this.#atMs[at] = atMs;
    this.#order[at] = order;
    this.#subject[at] = subject;
  }

  #grow(): void {
    const length = 2 * this.#atMs.length;
    const grown = <List extends Float64Array | Int32Array>(list: List, larger: List): List => {
      larger.set(list);
      return larger;
    };
    this.#atMs = grown(this.#atMs, new Float64Array(length));
    this.#order = grown(this.#order, new Float64Array(length));
    this.#subject = grown(this.#subject, new Int32Array(length));
  }
}
