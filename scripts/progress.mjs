/** `1.4 s`, `2 min 5 s`. */
export function duration(ms) {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Does a long step with one line about it: what it is, then how long it took. */
export async function step(name, work) {
  const startedAt = performance.now();
  process.stdout.write(`${name} ... `);
  try {
    const result = await work();
    console.log(duration(performance.now() - startedAt));
    return result;
  } catch (error) {
    console.log('failed');
    throw error;
  }
}
