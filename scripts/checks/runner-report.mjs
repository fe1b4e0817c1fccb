import { readFileSync, rmSync } from 'node:fs';
import { run } from '../run.mjs';
import { failed } from './outcome.mjs';

/**
 * Runs a test runner that writes a JSON report to `reportPath`, and counts by the report: `outcomesOf` reads it. An error
 * outside of every test, or a runner that died, fails no test but must fail the run.
 */
export async function countByReport(name, { reportPath, args, options, outcomesOf }) {
  rmSync(reportPath, { force: true });
  const result = await run(process.execPath, args, options);
  const report = readReport(reportPath);
  const outcomes = report === null ? [failed(name, 'the runner wrote no report')] : outcomesOf(report);
  const anyFailed = outcomes.some((outcome) => outcome.failures.length > 0);
  if (!result.ok && !anyFailed) outcomes.push(failed(name, result.output));
  return outcomes;
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
