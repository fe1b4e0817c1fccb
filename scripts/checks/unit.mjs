import { inRepo } from '../paths.mjs';
import { failed, passed } from './outcome.mjs';
import { countByReport } from './runner-report.mjs';

/** Every unit, contract, HTTP and hub test, counted from the runner's own report. */
export function checkUnits() {
  const reportPath = inRepo('test-results/unit.json');
  return countByReport('unit tests', {
    reportPath,
    args: [
      inRepo('node_modules/vitest/vitest.mjs'),
      'run',
      '--reporter=json',
      '--reporter=dot',
      `--outputFile.json=${reportPath}`,
    ],
    options: { env: { ...process.env, CI: 'true', NODE_ENV: 'test' }, timeoutMs: 12 * 60_000 },
    outcomesOf: (report) => report.testResults.flatMap(outcomesOfFile),
  });
}

function outcomesOfFile(file) {
  const name = file.name.replace(inRepo(''), '');
  if (file.assertionResults.length === 0) return [failed(name, file.message || 'it holds no test')];
  const outcomes = file.assertionResults.flatMap((test) => {
    if (test.status === 'passed') return [passed()];
    if (test.status === 'failed') return [failed(`${name}: ${test.fullName}`, test.failureMessages.join('\n'))];
    return [];
  });
  // A hook of the whole file that failed is no test's failure.
  return file.message ? [...outcomes, failed(name, file.message)] : outcomes;
}
