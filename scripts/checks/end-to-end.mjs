import { readFileSync, rmSync } from 'node:fs';
import { inRepo } from '../paths.mjs';
import { run } from '../run.mjs';
import { failed, passed } from './outcome.mjs';

/** The browser tests, counted from the runner's own report. */
export async function checkEndToEnd() {
  const reportPath = inRepo('test-results/report.json');
  rmSync(reportPath, { force: true });
  const result = await run(process.execPath, [inRepo('node_modules/@playwright/test/cli.js'), 'test'], {
    env: { ...process.env, CI: 'true', FORCE_COLOR: '0' },
    timeoutMs: 12 * 60_000,
    onOutput: (chunk) => process.stdout.write(chunk),
  });
  const outcomes = readReport(reportPath);
  const anyFailed = outcomes.some((outcome) => outcome.failures.length > 0);
  if (!result.ok && !anyFailed) outcomes.push(failed('end-to-end tests', result.output));
  return outcomes;
}

function readReport(path) {
  let report;
  try {
    report = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return [failed('end-to-end tests', 'the runner wrote no report')];
  }
  const errors = report.errors.map((error) => failed('end-to-end tests', error.message ?? 'unknown error'));
  return [...errors, ...report.suites.flatMap(outcomesOfSuite)];
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
