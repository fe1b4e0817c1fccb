/** How long a server that did not take a socket is passed over. */
const PASSED_OVER_MS = 1_000;

/** Which server a socket goes to: what a balancer before them would decide, one room to one server while that is well. */
export class Route {
  readonly #hubs: readonly string[];
  readonly #now: () => number;
  /** By server: not before this time. */
  readonly #notBefore = new Map<string, number>();
  #unready: ReadonlySet<string> = new Set();

  constructor(hubs: readonly string[], now: () => number) {
    this.#hubs = hubs;
    this.#now = now;
  }

  get hubs(): readonly string[] {
    return this.#hubs;
  }

  /** Of the servers that are well, the same for the same room; of all where none is. */
  to(roomNumber: number): string {
    const well = this.#hubs.filter((hub) => !this.#unready.has(hub) && (this.#notBefore.get(hub) ?? 0) <= this.#now());
    const home = this.#hubs[roomNumber % this.#hubs.length] ?? '';
    if (well.length === 0 || well.includes(home)) return home;
    return well[roomNumber % well.length] ?? home;
  }

  /** It did not take a socket. */
  failed(hub: string): void {
    this.#notBefore.set(hub, this.#now() + PASSED_OVER_MS);
  }

  /** What probes found: these are not to be sent anybody. */
  areUnready(hubs: Iterable<string>): void {
    this.#unready = new Set(hubs);
  }
}
