/** `npm run dev`: the server from source, restarted on change, and Vite with hot reload in front of it. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { inRepo } from './paths.mjs';
import { prepare } from './prepare.mjs';

await prepare({ withBuild: false });

const children = [
  start('tsx', inRepo('package.json'), ['watch', '--clear-screen=false', 'src/main.ts'], 'apps/server'),
  start('vite', inRepo('apps/web/package.json'), [], 'apps/web'),
];

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(0));

/** Runs a package's program with the arguments, without a shell; when one ends, all end. */
function start(name, resolveFrom, args, folder) {
  const require = createRequire(resolveFrom);
  const manifest = require.resolve(`${name}/package.json`);
  const { bin } = require(manifest);
  const program = `${dirname(manifest)}/${typeof bin === 'string' ? bin : bin[name]}`;
  const child = spawn(process.execPath, [program, ...args], {
    cwd: inRepo(folder),
    stdio: 'inherit',
  });
  child.once('exit', (code) => stop(code ?? 1));
  return child;
}

function stop(code) {
  for (const child of children) child.kill('SIGTERM');
  process.exitCode ??= code;
}
