import { tail } from '../run.mjs';

/** One test, or `count` of them, that passed. */
export const passed = (count = 1) => ({ passed: count, failures: [] });

/** One test that failed: its name, and the end of what was printed about it. */
export const failed = (name, detail) => ({ passed: 0, failures: [{ name, detail: tail(detail, 40) }] });

/** All outcomes of a check as one. */
export function total(outcomes) {
  return {
    passed: outcomes.reduce((sum, outcome) => sum + outcome.passed, 0),
    failures: outcomes.flatMap((outcome) => outcome.failures),
  };
}
