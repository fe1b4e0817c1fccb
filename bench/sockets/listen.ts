import type { AddressInfo, Server } from 'node:net';

/** Listens on a free port of the loopback interface and says which. Ends with its parent. */
export function listen(server: Server): void {
  server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () => {
    process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
  });
  process.stdin.resume().on('end', () => process.exit(0));
}
