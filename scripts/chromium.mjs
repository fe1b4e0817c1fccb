import { accessSync, constants } from 'node:fs';
import { ExpectedError } from './expected-error.mjs';
import { step } from './progress.mjs';
import { run, tail } from './run.mjs';

const debianPath = '/usr/bin/chromium';

/** A headless Chromium with a fake camera (slow, for machines of two cores) and microphone; pages may use them unasked. */
export const chromiumArgs = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream=fps=10',
  '--use-fake-ui-for-media-stream',
  '--auto-accept-this-tab-capture',
];

/** The browser under test: the environment's CHROMIUM, or Debian's; null where there is none. */
export function findChromium() {
  const path = process.env.CHROMIUM || debianPath;
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    if (process.env.CHROMIUM) throw new ExpectedError(`CHROMIUM=${path} is not a program.`);
    return null;
  }
}

/** Installs Debian's Chromium where no browser is found, or says what to install. */
export async function ensureChromium() {
  if (findChromium() !== null) return;
  const advice = 'Install Chromium (Debian: apt install chromium fonts-noto-cjk), or name one in CHROMIUM.';
  if (process.getuid?.() !== 0) throw new ExpectedError(`No browser at ${debianPath}, and not root. ${advice}`);
  await step('Installing Chromium', async () => {
    await apt(['update'], advice);
    await apt(['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'], advice);
  });
  if (findChromium() === null) throw new ExpectedError(`apt installed no ${debianPath}. ${advice}`);
}

async function apt(args, advice) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const result = await run('apt-get', args, { env }).catch((error) => {
    throw new ExpectedError(`No browser at ${debianPath}, and apt-get does not run (${error.code}). ${advice}`);
  });
  if (!result.ok) throw new ExpectedError(`apt-get ${args[0]} failed. ${advice}\n${tail(result.output)}`);
}
