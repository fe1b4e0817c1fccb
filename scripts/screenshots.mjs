/** `npm run screenshots`: makes the pictures in docs/screenshots again, from the built product in real browsers. */
import { mkdirSync } from 'node:fs';
import { ensureChromium } from './chromium.mjs';
import { inRepo } from './paths.mjs';
import { prepare } from './prepare.mjs';
import { run } from './run.mjs';

await prepare();
await ensureChromium();
mkdirSync(inRepo('docs/screenshots'), { recursive: true });
const program = inRepo('node_modules/@playwright/test/cli.js');
const result = await run(process.execPath, [program, 'test', '--config', 'e2e/screenshots/screenshots.config.ts'], {
  onOutput: (chunk) => process.stdout.write(chunk),
});
process.exitCode = result.ok ? 0 : 1;
