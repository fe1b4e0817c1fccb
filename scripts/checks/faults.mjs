import { inRepo } from '../paths.mjs';
import { ensureServices } from '../services.mjs';
import { failed, passed } from './outcome.mjs';
import { countByReport } from './runner-report.mjs';

/** Ten in a row in which each kind of fault has its part, and none of which waits for long; three at once, as they mostly wait. */
const SCHEDULES = ['--from', '32', '--count', '10', '--short', '--houses', '3'];

/** Some of the schedules of `npm run test:faults`, with short pauses. One test each. */
export async function checkFaults() {
  await ensureServices();
  const reportPath = inRepo('test-results/faults.json');
  return countByReport('fault schedules', {
    reportPath,
    args: ['--import', 'tsx', inRepo('faults/main.ts'), ...SCHEDULES, '--report', reportPath],
    options: { onOutput: (chunk) => process.stdout.write(chunk) },
    outcomesOf: (report) => report.map(outcomeOf),
  });
}

function outcomeOf({ seed, broken }) {
  return broken.length === 0 ? passed() : failed(`schedule of seed ${seed}`, broken.join('\n'));
}
