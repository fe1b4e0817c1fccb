import { readFileSync } from 'node:fs';

/** Ends the process with one clear line when Node is older than package.json's `engines`. Written for any Node with modules. */
export function refuseOldNode() {
  const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const needed = engines.node.replace('>=', '');
  if (!isOlder(process.versions.node, needed)) return;
  console.error(`cline-meet needs Node ${needed} or later; this is ${process.versions.node}.`);
  process.exit(1);
}

/** Whether version `a` comes before version `b`; parts that `b` leaves out are 0. */
export function isOlder(a, b) {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let index = 0; index < left.length; index += 1) {
    const difference = left[index] - (right[index] || 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
