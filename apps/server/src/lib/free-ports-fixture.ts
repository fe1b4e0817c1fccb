import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/**
 * TCP ports of the loopback interface that nobody listens on. Held open together, so that they differ; one may still be
 * taken by another process before whom it is for has it.
 */
export async function freePorts(count: number): Promise<number[]> {
  // Any program of the machine may connect, and the server would wait for its end.
  const servers = Array.from({ length: count }, () => createServer((socket) => socket.destroy()));
  await Promise.all(servers.map((server) => once(server.listen(0, '127.0.0.1'), 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
