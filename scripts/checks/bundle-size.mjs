import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { webBundle } from '../paths.mjs';
import { failed, passed } from './outcome.mjs';

/** What a first visit to the home page may fetch, gzipped, in bytes. */
export const homeLimitBytes = 150_000;

/** Lazily loaded modules without which home shows nothing, where they are chunks of their own. */
const startupModules = ['src/pages/home/HomePage.tsx'];
const languageModules = /^src\/i18n\/[a-z-]+\/catalogue[.]ts$/;

/** The first load of home stays small: one test. */
export function checkBundleSize() {
  const { files, bytes } = firstLoad();
  const languages = files.filter((file) => file.isLanguage);
  if (languages.length !== 1) return [failed('bundle size', `${languages.length} languages in the first load, not 1`)];
  if (bytes < homeLimitBytes) return [passed()];
  const list = files.map((file) => `${file.bytes} ${file.path}`).join('\n');
  return [failed('bundle size', `${list}\nhome needs ${bytes} bytes gzipped; the limit is ${homeLimitBytes}`)];
}

/**
 * The files that a browser fetches before a person can use the home page: the document, its entry with all that it
 * imports statically and the styles of these, the page itself, and the larger of the languages.
 */
export function firstLoad(folder = webBundle) {
  const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'));
  const measure = (path) => gzipSync(readFileSync(join(folder, path)), { level: 9 }).length;
  const languages = Object.keys(manifest).filter((key) => languageModules.test(key));
  const largest = languages.sort((a, b) => measure(manifest[b].file) - measure(manifest[a].file)).slice(0, 1);
  const chunks = new Set();
  for (const key of ['index.html', ...startupModules, ...largest]) addWithImports(manifest, key, chunks);
  const paths = new Set([
    'index.html',
    ...[...chunks].flatMap((key) => [manifest[key].file, ...(manifest[key].css ?? [])]),
  ]);
  const languageFile = largest.map((key) => manifest[key].file)[0];
  const files = [...paths].map((path) => ({ path, bytes: measure(path), isLanguage: path === languageFile }));
  return { files, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}

function addWithImports(manifest, key, chunks) {
  if (!manifest[key] || chunks.has(key)) return;
  chunks.add(key);
  for (const imported of manifest[key].imports ?? []) addWithImports(manifest, imported, chunks);
}
