import { pathToFileURL } from 'node:url';
import { serverBundle } from './paths.mjs';
import { prepare } from './prepare.mjs';

/** Makes the built server current and runs it in this process. */
export async function serve() {
  await prepare();
  process.env.NODE_ENV ??= 'production';
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(serverBundle).href);
}
