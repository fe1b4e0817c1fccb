import { existsSync, readdirSync } from 'node:fs';
import { inRepo } from '../paths.mjs';
import { run } from '../run.mjs';
import { failed, passed } from './outcome.mjs';

/** Every folder with a TypeScript project of its own. */
export function projects() {
  const workspaces = ['packages', 'apps'].flatMap((folder) =>
    readdirSync(inRepo(folder)).map((name) => `${folder}/${name}`),
  );
  const others = ['scripts', 'deploy', 'e2e', 'faults', 'bench/sfu'];
  return [...workspaces, ...others].filter((folder) => existsSync(inRepo(`${folder}/tsconfig.json`)));
}

/** Runs the compiler on one project, without emitting. */
export function typeCheck(project) {
  return run(process.execPath, [inRepo('node_modules/typescript/bin/tsc'), '-p', project]);
}

/** One test a project. */
export async function checkTypes() {
  const outcomes = [];
  for (const project of projects()) {
    const result = await typeCheck(project);
    outcomes.push(result.ok ? passed() : failed(`types of ${project}`, result.output));
  }
  return outcomes;
}
