import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { build } from './build.mjs';
import { layWorker } from './image-worker.mjs';
import { inRepo, serverBundle, webBundle } from './paths.mjs';
import { withLock } from './process-lock.mjs';
import { cachedWorker } from './sfu-worker.mjs';

/** Of packages that are not in the bundle: what nobody reads at run time, and extensions of PostgreSQL, which we use none of. */
const unused = /([.]map|[.]cjs|[.]d[.]c?ts|[.]tar[.]gz|README[.]md)$/;

/**
 * `npm run build:image-root [-- folder]`: lays all files of the image into a folder, made anew. With Node they are the whole
 * product, and deploy/Dockerfile does nothing else. Media nodes need the worker that `npm run setup:sfu` gets; where it is
 * not there, the image serves the other roles.
 */
export async function buildImageRoot(folder) {
  await withLock(inRepo('.cache/prepare.lock'), build);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(dirname(serverBundle), folder, { recursive: true });
  cpSync(webBundle, join(folder, 'web'), { recursive: true, filter: (path) => basename(path) !== '.vite' });
  for (const name of readdirSync(inRepo('node_modules/@electric-sql'))) {
    const place = `node_modules/@electric-sql/${name}`;
    cpSync(inRepo(place), join(folder, place), { recursive: true, filter: (path) => !unused.test(path) });
  }
  cpSync(inRepo('deploy/healthcheck.mjs'), join(folder, 'healthcheck.mjs'));
  cpSync(inRepo('LICENSE'), join(folder, 'LICENSE'));
  const worker = cachedWorker();
  if (existsSync(worker)) await layWorker(worker, join(folder, 'media'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
}

export function sizeOf(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((bytes, { parentPath, name }) => bytes + statSync(join(parentPath, name)).size, 0);
}

if (process.argv[1] === inRepo('scripts/build-image-root.mjs')) {
  const folder = resolve(process.argv[2] ?? inRepo('.cache/image-root'));
  buildImageRoot(folder)
    .then(() => {
      const media = existsSync(join(folder, 'media')) ? '' : ', without media: "npm run setup:sfu" gets its worker';
      console.log(`${folder}: ${(sizeOf(folder) / 1e6).toFixed(1)} MB${media}`);
    })
    .catch((error) => {
      console.error(`build:image-root: ${error.expected ? error.message : error.stack}`);
      process.exit(1);
    });
}
