const MAX_CHARACTERS = 200;

/** The addresses of our pages: words between single slashes, without a query. */
const PAGE = /^\/(?:[\w-]+(?:\/[\w-]+)*)?$/;

/**
 * The page to come back to after signing in; home where none is given. Null for anything but a page of ours: what a
 * browser may read as another host (`//host`, `/\host`), a scheme, an escape or a control character is no page.
 */
export function nextPath(given: unknown): string | null {
  if (given === undefined) return '/';
  return typeof given === 'string' && given.length <= MAX_CHARACTERS && PAGE.test(given) ? given : null;
}
