import { setTimeout as delay } from 'node:timers/promises';

/** Acts so often a second, evenly, whatever comes of it; what is late is caught up. Resolves to how often it was. */
export async function pace(perSecond: number, forMs: number, act: (index: number) => void): Promise<number> {
  const startedAtMs = performance.now();
  let done = 0;
  const catchUp = (elapsedMs: number) => {
    for (const due = (elapsedMs * perSecond) / 1000; done < due; done += 1) act(done);
  };
  for (let elapsedMs = 0; elapsedMs < forMs; elapsedMs = performance.now() - startedAtMs) {
    catchUp(elapsedMs);
    await delay(1);
  }
  catchUp(forMs);
  return done;
}
