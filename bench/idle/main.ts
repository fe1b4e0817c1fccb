/** `npm run bench -- idle`: what connections cost that do nothing, to socket layers and to a hub that they have joined. */
import { pinGenerator } from '../cores.ts';
import { GeneratorWatch } from '../generator-watch.ts';
import { measureHub } from './hub.ts';
import { measureSocketLayers } from './socket-layers.ts';

pinGenerator();
const watch = new GeneratorWatch();
await measureSocketLayers(watch);
await measureHub(watch);
console.log(`\n${watch.verdict()}`);
process.exit(0);
