/** Whether a URL's host name means this machine: what is said to it never leaves it, so that it needs no TLS. */
export function isLoopback(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
