import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { compressAssets } from './compress-assets.mjs';
import { contentHash } from './content-hash.mjs';
import { ExpectedError } from './expected-error.mjs';
import { inRepo, loadtestBundle, serverBundle, webBundle } from './paths.mjs';
import { step } from './progress.mjs';
import { run } from './run.mjs';

const shared = ['package-lock.json', 'tsconfig.base.json', 'packages', 'scripts/build.mjs'];

const parts = {
  web: {
    sources: [...shared, 'scripts/compress-assets.mjs', 'apps/web'],
    output: `${webBundle}/index.html`,
    build: buildWeb,
  },
  server: { sources: [...shared, 'apps/server'], output: serverBundle, build: buildServer },
  loadtest: { sources: [...shared, 'apps/loadtest'], output: loadtestBundle, build: buildLoadtest },
};

/**
 * Builds the web app and the server, or the named parts, each only when its sources have changed since its last build.
 * @param {('web' | 'server' | 'loadtest')[]} [names]
 */
export async function build(names = ['web', 'server']) {
  for (const name of names) {
    const part = parts[name];
    const stamp = inRepo(`.cache/build-${name}`);
    const hash = contentHash(part.sources);
    if (existsSync(part.output) && readIfThere(stamp) === hash) continue;
    rmSync(stamp, { force: true });
    await step(`Building the ${name}`, part.build);
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, hash);
  }
}

async function buildWeb() {
  const require = createRequire(inRepo('apps/web/package.json'));
  const manifest = require.resolve('vite/package.json');
  const vite = `${dirname(manifest)}/${require(manifest).bin.vite}`;
  const result = await run(process.execPath, [vite, 'build', '--manifest', '--logLevel', 'warn'], {
    cwd: inRepo('apps/web'),
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (result.ok) return compressAssets(webBundle);
  // It tells the cause first; its own stack follows.
  throw new ExpectedError(
    `the web app does not build:\n${stripVTControlCharacters(result.output).trim().split('\n').slice(0, 20).join('\n')}`,
  );
}

/** What a bundled CommonJS package expects around it, in a module. */
const commonJsGlobals = `
import { createRequire as createRequireHere } from 'node:module';
import { fileURLToPath as pathOf } from 'node:url';
const require = createRequireHere(import.meta.url);
const __filename = pathOf(import.meta.url);
const __dirname = pathOf(new URL('.', import.meta.url));
`;

/**
 * Bundles our own code and the packages it uses: one file is read and compiled sooner than a thousand. PGlite stays in
 * node_modules, where its data files are, and so does what is not installed at all (the native half of pg).
 */
async function buildServer() {
  const entries = ['main', 'migrate', 'rotate-keys'].map((name) => inRepo(`apps/server/src/${name}.ts`));
  await bundleForNode('server', entries, dirname(serverBundle));
  cpSync(inRepo('apps/server/src/db/migrations'), `${dirname(serverBundle)}/migrations`, { recursive: true });
}

/** Bundled too: each of its processes is up at once, and is nothing but the bots. */
async function buildLoadtest() {
  const entries = ['main', 'worker'].map((name) => inRepo(`apps/loadtest/src/${name}.ts`));
  await bundleForNode('load test', entries, dirname(loadtestBundle));
}

/**
 * Puts each entry and all that it imports into one file of `outdir`, which holds nothing else then.
 * @param {string} what
 * @param {string[]} entryPoints
 * @param {string} outdir
 */
export async function bundleForNode(what, entryPoints, outdir) {
  const { build: bundle } = await import('esbuild');
  rmSync(outdir, { recursive: true, force: true });
  try {
    await bundle({
      entryPoints,
      outdir,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
      // Scripts know by where they are where everything is.
      external: ['@electric-sql/*', 'pg-native', inRepo('scripts/*')],
      banner: { js: commonJsGlobals },
      alias: { '@cline-meet/protocol': inRepo('packages/protocol/src/index.ts') },
      sourcemap: true,
      sourcesContent: false,
      logLevel: 'silent',
    });
  } catch (error) {
    throw new ExpectedError(`the ${what} does not build: ${error.message}`);
  }
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

if (process.argv[1] === inRepo('scripts/build.mjs')) {
  build().catch((error) => {
    console.error(`build: ${error.expected ? error.message : error.stack}`);
    process.exit(1);
  });
}
