import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A command as Redis is sent it (RESP2). */
export function command(...words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}

export async function openResp(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

/** Sends the same commands again and again, each time once all answers are there. Resolves to how often it was. */
export async function flood(socket: Socket, commands: Buffer, answerLines: number, forMs: number): Promise<number> {
  const endsAtMs = performance.now() + forMs;
  let times = 0;
  let missing = 0;
  await new Promise<void>((resolve) => {
    const send = () => {
      missing = answerLines;
      socket.write(commands);
    };
    const read = (chunk: Buffer) => {
      for (const byte of chunk) if (byte === NEWLINE) missing -= 1;
      if (missing > 0) return;
      times += 1;
      if (performance.now() < endsAtMs) return send();
      socket.off('data', read);
      resolve();
    };
    socket.on('data', read);
    send();
  });
  return times;
}

const NEWLINE = 10;
