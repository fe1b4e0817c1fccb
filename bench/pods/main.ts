/** `npm run bench -- pods`: what it takes to talk across pods, beside Socket.IO, and beside one channel for all. */
import { pinGenerator } from '../cores.ts';
import { GeneratorWatch } from '../generator-watch.ts';
import { measureChannels } from './channels.ts';
import { measureTwoPods } from './two-pods.ts';

pinGenerator();
const watch = new GeneratorWatch();
await measureTwoPods(watch);
await measureChannels();
console.log(`\n${watch.verdict()}`);
process.exit(0);
