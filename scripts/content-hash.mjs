import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

const skipped = new Set(['node_modules', 'dist', '.vite']);

/** One hash over the names and contents of files and folders of the repository; what is missing counts as missing. */
export function contentHash(paths) {
  const hash = createHash('sha256').update(process.versions.node);
  for (const path of paths) addPath(hash, path);
  return hash.digest('hex');
}

function addPath(hash, path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (stat?.isDirectory()) {
    for (const name of readdirSync(join(root, path)).sort()) {
      if (!skipped.has(name)) addPath(hash, `${path}/${name}`);
    }
    return;
  }
  const content = stat ? readFileSync(join(root, path)) : null;
  hash.update(`${path}\0${content?.length ?? 'missing'}\0`);
  if (content) hash.update(content);
}
