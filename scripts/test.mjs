/**
 * `npm test`: everything that must hold, from a clean clone, with nothing but Node. The last line is `N passed, N failed`.
 * Names after `--` choose checks: `npm test -- types units`.
 */
import { refuseOldNode } from './node-version.mjs';

refuseOldNode();
import('./test-run.mjs')
  .then(({ runTests }) => runTests(process.argv.slice(2)))
  .then((ok) => process.exit(ok ? 0 : 1))
  .catch((error) => {
    console.error(error.expected ? error.message : error.stack);
    console.log('0 passed, 1 failed');
    process.exit(1);
  });
