import { parseArgs } from 'node:util';
import { systemClock } from './lib/clock.ts';
import { ACTIVATION_SECONDS, BadKeyFile, createKeyFile, rotateSigningKeys } from './lib/signing-keys.ts';

/** With a rotation a month, no login outlives its key. */
const DEFAULT_KEEP = 14;
const USAGE = 'usage: rotate-keys <file> [--create | --keep 14 --delay 0]';

/**
 * `rotate-keys <file> [--keep 14] [--delay 0]`: puts a new key into a file of signing keys and forgets the oldest.
 * `--keep 1` forgets all former ones, for when they are in wrong hands: everyone signs in again. `--delay` is how many
 * seconds the file may take to reach every server, where it is not one that they share. `--create` makes a new file.
 */
async function main(): Promise<void> {
  const flags = { create: { type: 'boolean' }, keep: { type: 'string' }, delay: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ allowPositionals: true, options: flags });
  const [path] = positionals;
  const keep = Number(values.keep ?? DEFAULT_KEEP);
  const delaySeconds = Number(values.delay ?? 0);
  if (path === undefined || positionals.length > 1) throw new TypeError(USAGE);
  if (!Number.isInteger(keep) || keep < 1) throw new TypeError('--keep must be a whole number from 1 on');
  if (!Number.isInteger(delaySeconds) || delaySeconds < 0)
    throw new TypeError('--delay must be a whole number from 0 on');
  if (values.create) {
    const { kid } = await createKeyFile(path, systemClock.now());
    console.log(`Key ${kid} is in ${path}.`);
    return;
  }
  const { kid } = await rotateSigningKeys(path, keep, systemClock.now() + delaySeconds * 1000);
  const minutes = (ACTIVATION_SECONDS + delaySeconds) / 60;
  console.log(`Key ${kid} signs in ${minutes} minutes; by then every server must have the file.`);
}

main().catch((error: unknown) => {
  if (!(error instanceof TypeError || error instanceof BadKeyFile)) throw error;
  console.error(`rotate-keys: ${error.message}`);
  process.exit(1);
});
