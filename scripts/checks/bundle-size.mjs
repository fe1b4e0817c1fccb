import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { webBundle } from '../paths.mjs';
import { failed, passed } from './outcome.mjs';

/** What a first visit to the home page may fetch, gzipped, in bytes. */
export const homeLimitBytes = 150_000;

/** The first load of home stays small: one test. */
export function checkBundleSize() {
  const { files, bytes } = firstLoad();
  if (!files.some((file) => file.path.endsWith('.js'))) return [failed('bundle size', 'index.html loads no script')];
  if (bytes < homeLimitBytes) return [passed()];
  const list = files.map((file) => `${file.bytes} ${file.path}`).join('\n');
  return [failed('bundle size', `${list}\nhome needs ${bytes} bytes gzipped; the limit is ${homeLimitBytes}`)];
}

/**
 * The files that the home page fetches before a person can use it: the document, its scripts and styles with all that
 * they import statically, and the chunks that home itself loads at once (the page and the largest language).
 */
export function firstLoad(folder = webBundle) {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const named = [...html.matchAll(/<(?:script|link)[^>]+(?:src|href)="([^"]+[.](?:m?js|css))"/g)];
  const seen = new Set(['index.html']);
  for (const [, path] of named) follow(folder, path.replace(/^[/]/, ''), seen);
  for (const path of startupChunks(folder)) follow(folder, path, seen);
  const files = [...seen].map((path) => ({ path, bytes: gzipSync(readFileSync(join(folder, path))).length }));
  return { files, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}

function follow(folder, path, seen) {
  if (seen.has(path) || !existsSync(join(folder, path))) return;
  seen.add(path);
  if (path.endsWith('.css')) return;
  const code = readFileSync(join(folder, path), 'utf8');
  // `import"./x.js"`, `import{a}from"./x.js"` and `export…from"./x.js"`, but not `import("./x.js")`.
  for (const [, specifier] of code.matchAll(/(?:\bimport|\bfrom)\s*["'](\.{1,2}\/[^"']+)["']/g)) {
    follow(folder, resolve('/', dirname(path), specifier).slice(1), seen);
  }
}

/** The lazily loaded chunks without which home shows nothing, and their styles: the largest language, and the page. */
function startupChunks(folder) {
  const names = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js'));
  const size = (name) => gzipSync(readFileSync(join(folder, 'assets', name))).length;
  const languages = names.filter((name) => /^(en|ja)-[\w-]+[.]js$/.test(name)).sort((a, b) => size(b) - size(a));
  const home = names.filter((name) => /^home(-page)?-[\w-]+[.]js$/i.test(name));
  const styles = readdirSync(join(folder, 'assets')).filter((name) => /^home(-page)?-[\w-]+[.]css$/i.test(name));
  return [...languages.slice(0, 1), ...home, ...styles].map((name) => `assets/${name}`);
}
