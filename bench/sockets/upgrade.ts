import { once } from 'node:events';
import type { Socket } from 'node:net';

const KEY = Buffer.alloc(16, 7).toString('base64');

/** Resolves when the server has switched to WebSocket (RFC 6455, section 4.1). */
export async function upgrade(socket: Socket, path: string, protocol?: string): Promise<void> {
  const offer = protocol ? `Sec-WebSocket-Protocol: ${protocol}\r\n` : '';
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: ${KEY}\r\nSec-WebSocket-Version: 13\r\n${offer}\r\n`,
  );
  const [answer] = (await once(socket, 'data')) as [Buffer];
  const text = answer.toString('latin1');
  if (!text.startsWith('HTTP/1.1 101')) throw new Error(`no upgrade: ${text.slice(0, 60)}`);
  // What follows in the same piece is for whoever listens next.
  const rest = answer.subarray(answer.indexOf('\r\n\r\n') + 4);
  if (rest.length > 0) process.nextTick(() => socket.emit('data', rest));
}
