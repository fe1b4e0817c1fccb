import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ExpectedError } from './expected-error.mjs';
import { inRepo } from './paths.mjs';
import { step } from './progress.mjs';
import { run, tail } from './run.mjs';

/** Installs exactly what package-lock.json says, unless that is what node_modules holds. */
export async function install() {
  const wanted = readJson(inRepo('package-lock.json'));
  const installed = readJson(inRepo('node_modules/.package-lock.json'));
  if (wanted === null) throw new ExpectedError('package-lock.json is missing.');
  if (installed !== null && holds(installed.packages, wanted.packages)) return;
  await step('Installing packages', async () => {
    const npm = npmCommand();
    const result = await run(npm.program, [...npm.args, 'ci', '--include=dev'], { env: cleanEnvironment(process.env) });
    if (!result.ok) throw new ExpectedError(`npm ci failed:\n${tail(result.output)}`);
  });
}

/**
 * Whether npm's record of node_modules (its hidden lockfile, written when an installation is complete) has all that the
 * lockfile wants here. Optional packages for other systems are not expected, nor those that depend on the C library.
 * @param {Record<string, any>} installed
 * @param {Record<string, any>} wanted
 * @param {{ platform: string, arch: string }} [system]
 */
export function holds(installed, wanted, { platform, arch } = process) {
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    if (found) return found.version === entry.version && found.integrity === entry.integrity;
    const forThisSystem = entry.os?.includes(platform) && (entry.cpu?.includes(arch) ?? true) && !entry.libc;
    return Boolean(entry.optional) && !forThisSystem;
  });
}

/** npm without a shell: the very npm that runs us, or else the one beside Node, or else whatever is called npm. */
function npmCommand() {
  const running = process.env.npm_execpath;
  if (running?.endsWith('npm-cli.js')) return { program: process.execPath, args: [running] };
  const folder = dirname(process.execPath);
  for (const path of ['../lib/node_modules/npm/bin/npm-cli.js', 'node_modules/npm/bin/npm-cli.js']) {
    const cli = join(folder, path);
    if (readText(cli) !== null) return { program: process.execPath, args: [cli] };
  }
  return { program: 'npm', args: [] };
}

/** npm tells its own settings to the scripts that it runs; these say where packages come from and may pass. */
const sourceSettings =
  /^npm_config_(.*:)?(registry|cache|userconfig|globalconfig|ca|cafile|proxy|https_?proxy|noproxy|strict_ssl|offline|prefer_offline|ignore_scripts)$/i;

/** The environment without what an outer `npm start --omit=dev` and its like would change about the installation. */
export function cleanEnvironment(environment) {
  const kept = Object.entries(environment).filter(([name]) => !/^npm_/i.test(name) || sourceSettings.test(name));
  return { ...Object.fromEntries(kept), NODE_ENV: 'development' };
}

function readJson(path) {
  const text = readText(path);
  return text === null ? null : JSON.parse(text);
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  }
}
