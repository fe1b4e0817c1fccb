import { GatewayRefusal } from './gateway-client.ts';

const MOST_TRIES = 20;
const FALLBACK_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** Asks again where the server says "not now", when it says; rejects with what else it says. */
export async function politely<Answer>(
  ask: () => Promise<Answer>,
  delay: (delayMs: number) => Promise<unknown>,
): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tries === MOST_TRIES || !isPassing(error)) throw error;
      await delay(Math.min(error.retryAfterMs ?? FALLBACK_WAIT_MS, LONGEST_WAIT_MS));
    }
  }
}

function isPassing(error: unknown): error is GatewayRefusal {
  return error instanceof GatewayRefusal && (error.code === 'rate_limited' || error.code === 'unavailable');
}

/** Does `work` for all, in their order, at most `atOnce` at a time. The first failure ends it. */
export async function eachOf<Item>(
  items: Iterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items[Symbol.iterator]();
  const worker = async () => {
    for (let next = waiting.next(); !next.done; next = waiting.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
