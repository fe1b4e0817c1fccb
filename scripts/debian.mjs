import { ExpectedError } from './expected-error.mjs';
import { step } from './progress.mjs';
import { run, tail } from './run.mjs';

/**
 * Installs Debian packages where we are root, or says what a person must do. `missing` says what is not there, `advice`
 * how to get it.
 * @param {string[]} packages
 * @param {{ label: string, missing: string, advice: string }} words
 */
export async function installPackages(packages, { label, missing, advice }) {
  if (process.getuid?.() !== 0) throw new ExpectedError(`${missing}, and not root. ${advice}`);
  await step(`Installing ${label}`, async () => {
    await apt(['update'], missing, advice);
    await apt(['install', '-y', '--no-install-recommends', ...packages], missing, advice);
  });
}

async function apt(args, missing, advice) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const result = await run('apt-get', args, { env }).catch((error) => {
    throw new ExpectedError(`${missing}, and apt-get does not run (${error.code}). ${advice}`);
  });
  if (!result.ok) throw new ExpectedError(`apt-get ${args[0]} failed. ${advice}\n${tail(result.output)}`);
}
