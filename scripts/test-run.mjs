import { build } from './build.mjs';
import { checkBundleSize } from './checks/bundle-size.mjs';
import { checkEndToEnd } from './checks/end-to-end.mjs';
import { checkFaults } from './checks/faults.mjs';
import { checkBiome, checkImportOrder } from './checks/lint.mjs';
import { failed, passed, total } from './checks/outcome.mjs';
import { checkTypes } from './checks/types.mjs';
import { checkUnits } from './checks/unit.mjs';
import { ensureChromium } from './chromium.mjs';
import { prepare } from './prepare.mjs';
import { duration } from './progress.mjs';
import { ensureServices } from './services.mjs';
import { ensureWorker } from './sfu-worker.mjs';

/** In this order: the quick ones first, and the browser tests on what `build` made. */
const checks = {
  types: checkTypes,
  biome: checkBiome,
  imports: checkImportOrder,
  'sfu-worker': checkSfuWorker,
  units: checkUnitsOnServices,
  build: checkBuild,
  size: checkBundleSize,
  faults: checkFaults,
  e2e: checkEndToEnd,
};

/** Runs the chosen checks, or all, and prints what failed and, last, the counts. Resolves to whether all is well. */
export async function runTests(chosen) {
  const unknown = chosen.find((name) => !Object.hasOwn(checks, name));
  if (unknown) throw new Error(`There is no check called ${unknown}: ${Object.keys(checks).join(', ')}.`);
  await prepare({ withBuild: false });
  const outcomes = [];
  for (const [name, check] of Object.entries(checks)) {
    if (chosen.length === 0 || chosen.includes(name)) outcomes.push(await report(name, check));
  }
  const all = total(outcomes);
  for (const failure of all.failures) console.log(`\nFAILED ${failure.name}\n${failure.detail}`);
  console.log(`\n${all.passed} passed, ${all.failures.length} failed`);
  return all.failures.length === 0;
}

async function report(name, check) {
  const startedAt = performance.now();
  const outcome = await outcomeOf(name, check);
  const took = duration(performance.now() - startedAt);
  console.log(`${name}: ${outcome.passed} passed, ${outcome.failures.length} failed (${took})`);
  return outcome;
}

/** A check that throws has failed, and so has one that tested nothing. */
async function outcomeOf(name, check) {
  try {
    const outcome = total(await check());
    return outcome.passed + outcome.failures.length > 0 ? outcome : failed(name, 'no test ran');
  } catch (error) {
    return failed(name, error.expected ? error.message : (error.stack ?? String(error)));
  }
}

/** Apart from the unit tests, which need it too: where it must be built, that takes minutes. */
async function checkSfuWorker() {
  await ensureWorker();
  return [passed()];
}

async function checkUnitsOnServices() {
  await ensureServices();
  await ensureWorker();
  return checkUnits();
}

async function checkBuild() {
  await build();
  await ensureChromium();
  return [passed()];
}
