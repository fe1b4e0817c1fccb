import { build } from './build.mjs';
import { inRepo } from './paths.mjs';
import { withLock } from './process-lock.mjs';

/** Before the unit tests: some of them start the built server or load test, which are up in a fraction of the time that sources take. */
export default async function setup() {
  await withLock(inRepo('.cache/prepare.lock'), () => build(['server', 'loadtest']));
}
