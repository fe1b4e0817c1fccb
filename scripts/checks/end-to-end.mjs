import { inRepo } from '../paths.mjs';
import { failed, passed } from './outcome.mjs';
import { countByReport } from './runner-report.mjs';

const NAME = 'end-to-end tests';

/** The browser tests, counted from the runner's own report. */
export function checkEndToEnd() {
  return countByReport(NAME, {
    reportPath: inRepo('test-results/report.json'),
    args: [inRepo('node_modules/@playwright/test/cli.js'), 'test'],
    options: {
      env: { ...process.env, CI: 'true', FORCE_COLOR: '0' },
      timeoutMs: 18 * 60_000,
      onOutput: (chunk) => process.stdout.write(chunk),
    },
    outcomesOf: outcomesOfReport,
  });
}

function outcomesOfReport({ errors, suites }) {
  const outside = errors.map((error) => failed(NAME, error.message ?? 'unknown error'));
  return [...outside, ...suites.flatMap(outcomesOfSuite)];
}

function outcomesOfSuite(suite) {
  const own = (suite.specs ?? []).flatMap((spec) => spec.tests.map((test) => outcomeOf(spec, test)));
  return [...own, ...(suite.suites ?? []).flatMap(outcomesOfSuite)];
}

/** A test that is skipped where it should run has not passed. */
function outcomeOf(spec, test) {
  if (test.status === 'expected') return passed();
  const errors = test.results.flatMap((result) => result.errors).map((error) => error.message);
  return failed(`${spec.file}: ${spec.title}`, errors.join('\n') || test.status);
}
