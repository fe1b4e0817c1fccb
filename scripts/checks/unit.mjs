import { readFileSync, rmSync } from 'node:fs';
import { inRepo } from '../paths.mjs';
import { run } from '../run.mjs';
import { failed, passed } from './outcome.mjs';

/** Every unit, contract, HTTP and hub test, counted from the runner's own report. */
export async function checkUnits() {
  const reportPath = inRepo('test-results/unit.json');
  rmSync(reportPath, { force: true });
  const program = inRepo('node_modules/vitest/vitest.mjs');
  const args = ['run', '--reporter=json', `--outputFile=${reportPath}`];
  const result = await run(process.execPath, [program, ...args], {
    env: { ...process.env, CI: 'true', NODE_ENV: 'test' },
  });
  const outcomes = readReport(reportPath);
  const anyFailed = outcomes.some((outcome) => outcome.failures.length > 0);
  // An error outside of every test, or a runner that died, fails no test but must fail the run.
  if (!result.ok && !anyFailed) outcomes.push(failed('unit tests', result.output));
  return outcomes;
}

function readReport(path) {
  let report;
  try {
    report = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return [failed('unit tests', 'the runner wrote no report')];
  }
  return report.testResults.flatMap(outcomesOfFile);
}

function outcomesOfFile(file) {
  const name = file.name.replace(inRepo(''), '');
  if (file.assertionResults.length === 0) return [failed(name, file.message || 'it holds no test')];
  return file.assertionResults.flatMap((test) => {
    if (test.status === 'passed') return [passed()];
    if (test.status === 'failed') return [failed(`${name}: ${test.fullName}`, test.failureMessages.join('\n'))];
    return [];
  });
}
