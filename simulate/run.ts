import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCosts } from './costs.ts';
import type { Options } from './options.ts';
import { htmlOf } from './report-html.ts';
import { rowsOf, summaryOf, textOf } from './report-rows.ts';
import { readRules } from './rules.ts';
import { simulate } from './simulate.ts';

const COSTS = new URL('../bench/costs.json', import.meta.url);
/** A refusal of the admission is an error, of which there are millions; that each notes where it was made costs most. */
const STACK_FRAMES = 0;

/** Simulates, prints the tables and writes the report; progress goes to standard error. */
export function run(options: Options): void {
  const startedAt = performance.now();
  const elapsed = () => `${((performance.now() - startedAt) / 1000).toFixed(0)} s`;
  const stackFrames = Error.stackTraceLimit;
  const [rules, sheet] = [readRules(), readCosts(COSTS)];
  Error.stackTraceLimit = STACK_FRAMES;
  const result = simulate(options, rules, sheet, (words) => console.error(`${elapsed().padStart(5)}  ${words}`));
  Error.stackTraceLimit = stackFrames;
  console.log(`\n${summaryOf(result).join('\n')}\n\n${textOf(rowsOf(result))}\n`);
  mkdirSync(options.report, { recursive: true });
  writeFileSync(join(options.report, 'result.json'), JSON.stringify(result));
  writeFileSync(join(options.report, 'report.html'), htmlOf(result));
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  console.error(`${elapsed()}, ${megabytes} MiB at most; ${join(options.report, 'report.html')}`);
}
