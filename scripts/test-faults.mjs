/**
 * `npm run test:faults`: what happens to meetings while servers, Redis and networks fail, by many seeded schedules.
 * After `--`: `--seed N,N` for some of them, `--from N --count N` for others, `--houses N` at once, `--short` for short pauses.
 */
import { spawn } from 'node:child_process';
import { refuseOldNode } from './node-version.mjs';
import { inRepo } from './paths.mjs';
import { prepare } from './prepare.mjs';
import { ensureServices } from './services.mjs';

refuseOldNode();
try {
  await prepare();
  await ensureServices();
  const args = ['--import', 'tsx', inRepo('faults/main.ts'), ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { cwd: inRepo(''), stdio: 'inherit' });
  child.once('exit', (code) => process.exit(code ?? 1));
} catch (error) {
  console.error(error.expected ? error.message : error.stack);
  process.exit(1);
}
