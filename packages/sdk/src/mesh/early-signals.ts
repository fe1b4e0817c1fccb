import type { ConnectionId } from '@cline-meet/protocol';

const PER_SENDER = 64;
const SENDERS = 64;

/** Signals that came before the news of who sent them. Bounded: what does not fit is lost, and offered again. */
export class EarlySignals {
  readonly #held = new Map<ConnectionId, (() => Promise<void>)[]>();

  hold(from: ConnectionId, handle: () => Promise<void>): void {
    const held = this.#held.get(from) ?? [];
    if (held.length >= PER_SENDER || (held.length === 0 && this.#held.size >= SENDERS)) return;
    held.push(handle);
    this.#held.set(from, held);
  }

  /** Handles, in order, what `from` sent. */
  release(from: ConnectionId): void {
    const held = this.#held.get(from) ?? [];
    this.#held.delete(from);
    // Nobody waits for these any more; nonsense in them costs its sender alone.
    for (const handle of held) handle().catch(() => {});
  }

  clear(): void {
    this.#held.clear();
  }
}
