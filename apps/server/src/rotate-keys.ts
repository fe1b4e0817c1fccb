import { parseArgs } from 'node:util';
import { systemClock } from './lib/clock.ts';
import { ACTIVATION_SECONDS, BadKeyFile, rotateSigningKeys } from './lib/signing-keys.ts';

/** With a rotation a month, no login outlives its key. */
const DEFAULT_KEEP = 14;

/**
 * `rotate-keys <file> [--keep 14]`: puts a new key into a file of signing keys and forgets the oldest. `--keep 1` forgets
 * all former ones, for when they are in wrong hands: everyone signs in again.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { keep: { type: 'string' } } });
  const [path] = positionals;
  const keep = Number(values.keep ?? DEFAULT_KEEP);
  if (path === undefined || positionals.length > 1) throw new TypeError('usage: rotate-keys <file> [--keep 14]');
  if (!Number.isInteger(keep) || keep < 1) throw new TypeError('--keep must be a whole number from 1 on');
  const { kid } = await rotateSigningKeys(path, keep, systemClock.now());
  console.log(`Key ${kid} signs from ${ACTIVATION_SECONDS / 60} minutes after every server has the file.`);
}

main().catch((error: unknown) => {
  if (!(error instanceof TypeError || error instanceof BadKeyFile)) throw error;
  console.error(`rotate-keys: ${error.message}`);
  process.exit(1);
});
