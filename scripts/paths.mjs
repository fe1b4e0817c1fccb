import { fileURLToPath } from 'node:url';

/** The repository's folder, with a slash at its end. */
export const root = fileURLToPath(new URL('../', import.meta.url));

/** A path inside the repository. */
export const inRepo = (path) => root + path;

export const serverBundle = inRepo('apps/server/dist/main.js');
export const webBundle = inRepo('apps/web/dist');
export const loadtestBundle = inRepo('apps/loadtest/dist/main.js');
