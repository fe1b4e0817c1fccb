/** An address has some 28,000 ports, each of which rests for a minute after its connection has ended (TIME_WAIT). */
const CONNECTIONS_AN_ADDRESS = 10_000;

let opened = 0;

/**
 * The loopback address (127.0.0.0/8) from which the next connection is to come. A process has addresses of its own, so
 * that parts of the bench can run one after the other.
 */
export function nextLoopbackAddress(): string {
  const address = 1 + Math.floor(opened / CONNECTIONS_AN_ADDRESS);
  opened += 1;
  return `127.${1 + (process.pid % 250)}.${Math.floor(process.pid / 250) % 250}.${address}`;
}
