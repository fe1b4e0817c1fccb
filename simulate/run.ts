import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCosts } from './costs.ts';
import type { Options } from './options.ts';
import { htmlOf } from './report-html.ts';
import { rowsOf, summaryOf, textOf } from './report-rows.ts';
import { readRules, withOptions } from './rules.ts';
import { simulate } from './simulate.ts';
import { inOwnProcess } from './size-process.ts';

const COSTS = new URL('../bench/costs.json', import.meta.url);

/** Simulates, prints the tables and writes the report; progress goes to standard error. */
export async function run(options: Options): Promise<void> {
  const startedAt = performance.now();
  const elapsed = () => `${((performance.now() - startedAt) / 1000).toFixed(0)} s`;
  const study = { options, rules: withOptions(readRules(), options), sheet: readCosts(COSTS) };
  const result = await simulate(study, inOwnProcess, (words) => console.error(`${elapsed().padStart(5)}  ${words}`));
  console.log(`\n${summaryOf(result).join('\n')}\n\n${textOf(rowsOf(result))}\n`);
  mkdirSync(options.report, { recursive: true });
  writeFileSync(join(options.report, 'result.json'), JSON.stringify(result));
  writeFileSync(join(options.report, 'report.html'), htmlOf(result));
  console.error(`${elapsed()}; ${join(options.report, 'report.html')}`);
}
