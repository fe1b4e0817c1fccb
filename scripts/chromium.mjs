import { accessSync, constants } from 'node:fs';
import { installPackages } from './debian.mjs';
import { ExpectedError } from './expected-error.mjs';

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
  const missing = `No browser at ${debianPath}`;
  await installPackages(['chromium', 'fonts-noto-cjk'], { label: 'Chromium', missing, advice });
  if (findChromium() === null) throw new ExpectedError(`apt installed no ${debianPath}. ${advice}`);
}
