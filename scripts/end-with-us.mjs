/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();

process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/**
 * Ends a child, at once, when this process ends by itself, be it by an error that nobody caught. A signal that this process
 * does not handle leaves the child running.
 * @template {import('node:child_process').ChildProcess} Child
 * @param {Child} child
 * @returns {Child}
 */
export function endWithUs(child) {
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}
