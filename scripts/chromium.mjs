import { installPackages } from './debian.mjs';
import { ExpectedError } from './expected-error.mjs';
import { isProgram } from './is-program.mjs';

/**
 * Debian's browsers, the one to prefer first. The headless shell is the same engine without the browser's own windows,
 * which take two fifths of the CPU time of a test run.
 */
const debianPaths = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
const [preferredPath] = debianPaths;

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
  '--use-fake-device-for-media-stream=fps=5',
  '--use-fake-ui-for-media-stream',
  '--auto-accept-this-tab-capture',
];

/** The browser under test: the environment's CHROMIUM, or Debian's; null where there is none. */
export function findChromium() {
  const named = process.env.CHROMIUM;
  if (!named) return debianPaths.find(isProgram) ?? null;
  if (!isProgram(named)) throw new ExpectedError(`CHROMIUM=${named} is not a program.`);
  return named;
}

/** Installs Debian's headless Chromium where no browser is found, or says what to install. */
export async function ensureChromium() {
  if (findChromium() !== null) return;
  const advice =
    'Install Chromium (Debian: apt install chromium-headless-shell fonts-noto-cjk), or name one in CHROMIUM.';
  const missing = `No browser at ${debianPaths.join(' or ')}`;
  const packages = ['chromium-headless-shell', 'fonts-noto-cjk'];
  await installPackages(packages, { label: 'Chromium', missing, advice });
  if (findChromium() === null) throw new ExpectedError(`apt installed no ${preferredPath}. ${advice}`);
}
