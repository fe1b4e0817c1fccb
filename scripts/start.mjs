/**
 * `npm start`: installs and builds what is not current, then serves the product from this same process, so that signals
 * and the exit code need no forwarding. Needs nothing but Node. Flags after `--` go to the server.
 */
import { refuseOldNode } from './node-version.mjs';

refuseOldNode();
// Loaded late: an old Node could not parse these, and could not say so in one clear line.
import('./serve.mjs')
  .then(({ serve }) => serve())
  .catch((error) => {
    console.error(`start: ${error.expected ? error.message : error.stack}`);
    process.exit(1);
  });
