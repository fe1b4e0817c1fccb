import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** RFC 6455, section 1.3. */
const ACCEPT_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const VERSION = '13';
/** 16 bytes in base64. */
const KEY = /^[+/\dA-Za-z]{21}[AQgw]==$/;

export type HandshakeRefusal = '400 Bad Request' | '405 Method Not Allowed' | '426 Upgrade Required';

/** What is wrong with a request to speak WebSocket (RFC 6455, section 4.2.1); null where it is well. */
export function handshakeFault({ method, headers }: IncomingMessage): HandshakeRefusal | null {
  if (method !== 'GET') return '405 Method Not Allowed';
  if (headers.upgrade?.toLowerCase() !== 'websocket') return '400 Bad Request';
  if (headers['sec-websocket-version'] !== VERSION) return '426 Upgrade Required';
  return KEY.test(headers['sec-websocket-key'] ?? '') ? null : '400 Bad Request';
}

/** The subprotocols that the client offers, as it prefers them. */
export function offeredProtocols({ headers }: IncomingMessage): string[] {
  return headers['sec-websocket-protocol']?.split(',').map((name) => name.trim()) ?? [];
}

/** The answer to a request without fault (RFC 6455, section 4.2.2). Extensions are not spoken here. */
export function handshakeAnswer({ headers }: IncomingMessage, protocol: string): Buffer {
  const accept = hash('sha1', headers['sec-websocket-key'] + ACCEPT_GUID, 'base64');
  return Buffer.from(
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      `Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
    'latin1',
  );
}

/** Refuses an upgrade and closes. */
export function refusal(status: string): string {
  // RFC 6455, section 4.4: says which version is spoken, for a client of another.
  const version = status.startsWith('426') ? `Sec-WebSocket-Version: ${VERSION}\r\n` : '';
  return `HTTP/1.1 ${status}\r\n${version}Connection: close\r\nContent-Length: 0\r\n\r\n`;
}
