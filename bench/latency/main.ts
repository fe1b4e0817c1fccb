/** `npm run bench -- latency`: how long a delivery takes at half load, beside raw sockets. */
import { pinGenerator } from '../cores.ts';
import { GeneratorWatch } from '../generator-watch.ts';
import { measureSocketLayers } from './socket-layers.ts';

pinGenerator();
const watch = new GeneratorWatch();
await measureSocketLayers(watch);
console.log(`\n${watch.verdict()}`);
process.exit(0);
