import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { inRepo } from '../paths.mjs';
import { run } from '../run.mjs';
import { failed, passed } from './outcome.mjs';

/** Format and lint: one test. */
export async function checkBiome() {
  const result = await run(process.execPath, [inRepo('node_modules/@biomejs/biome/bin/biome'), 'check', '.']);
  return [result.ok ? passed() : failed('biome', result.output)];
}

/**
 * The one-way order of imports. A tool that looks at nothing finds nothing wrong, so besides its verdict these are
 * tested: that it saw our modules, that it saw type-only imports, and that it catches violations planted for it.
 */
export async function checkImportOrder() {
  const { modules, violations } = await cruise(['packages', 'apps', 'faults', 'bench', 'simulate']);
  const typeOnly = modules
    .flatMap((module) => module.dependencies)
    .filter((found) => found.dependencyTypes.includes('type-only'));
  const planted = await withPlantedViolations(() => cruise(['packages', 'apps/server/src']));
  const caught = (name) => planted.violations.some((violation) => violation.rule.name === name);
  return [
    expectThat(violations.length === 0, 'imports keep the one-way order', violations.map(describe).join('\n')),
    expectThat(modules.length > 50, 'dependency-cruiser sees our modules', `it saw ${modules.length}`),
    expectThat(typeOnly.length > 10, 'dependency-cruiser sees type-only imports', `it saw ${typeOnly.length}`),
    expectThat(caught('server-order-lib'), 'a planted type-only import against the order is caught', 'it was not'),
    expectThat(caught('no-cycle'), 'a planted cycle is caught', 'it was not'),
  ];
}

function expectThat(holds, name, detail) {
  return holds ? passed() : failed(name, detail);
}

const describe = (violation) => `${violation.rule.name}: ${violation.from} -> ${violation.to}`;

async function cruise(folders) {
  const program = inRepo('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [...folders, '--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
  const result = await run(process.execPath, [program, ...args]);
  try {
    const report = JSON.parse(result.output);
    const ours = report.modules.filter((module) => /^(packages|apps)[/]/.test(module.source));
    return { modules: ours, violations: report.summary.violations };
  } catch {
    throw new Error(`dependency-cruiser gave no report:\n${result.output.slice(0, 2000)}`);
  }
}

async function withPlantedViolations(work) {
  const folder = inRepo('apps/server/src/lib/planted-violation');
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(`${folder}/a.ts`, "import type { B } from './b.ts';\nexport type A = B;\n");
    const backAndOut =
      "import type { A } from './a.ts';\nexport type B = A;\nexport type { Main } from '../../main.ts';\n";
    writeFileSync(`${folder}/b.ts`, backAndOut);
    return await work();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
