import { inRepo } from '../paths.mjs';
import { ensureServices } from '../services.mjs';
import { failed, passed } from './outcome.mjs';
import { countByReport } from './runner-report.mjs';

const SCHEDULES = 10;

/** The first schedules of `npm run test:faults`, with short pauses: each kind of fault is among them. One test each. */
export async function checkFaults() {
  await ensureServices();
  const reportPath = inRepo('test-results/faults.json');
  const args = ['--short', '--count', String(SCHEDULES), '--report', reportPath];
  return countByReport('fault schedules', {
    reportPath,
    args: ['--import', 'tsx', inRepo('faults/main.ts'), ...args],
    options: { onOutput: (chunk) => process.stdout.write(chunk) },
    outcomesOf: (report) => report.map(outcomeOf),
  });
}

function outcomeOf({ seed, broken }) {
  return broken.length === 0 ? passed() : failed(`schedule of seed ${seed}`, broken.join('\n'));
}
