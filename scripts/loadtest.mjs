/**
 * `npm run loadtest -- <scenario> [flags]`: bots that meet by the thousand; `-- --help` tells what there is.
 * By default a server is started for them on this machine.
 */
import { spawn } from 'node:child_process';
import { build } from './build.mjs';
import { refuseOldNode } from './node-version.mjs';
import { inRepo, loadtestBundle } from './paths.mjs';
import { prepare } from './prepare.mjs';
import { withLock } from './process-lock.mjs';

refuseOldNode();
try {
  await prepare({ withBuild: false });
  await withLock(inRepo('.cache/prepare.lock'), () => build(['server', 'loadtest']));
  const child = spawn(process.execPath, ['--enable-source-maps', loadtestBundle, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  // A terminal's Ctrl-C goes to both: the load test ends by it, and then this does.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.once('exit', (code) => process.exit(code ?? 1));
} catch (error) {
  console.error(error.expected ? error.message : error.stack);
  process.exit(1);
}
