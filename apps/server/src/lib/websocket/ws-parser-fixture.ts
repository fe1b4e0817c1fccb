import type { Writable } from 'node:stream';
import * as ws from 'ws';

/** The parser of `ws`, which its published types leave out. It is held to the Autobahn suite. */
const { Receiver } = ws as unknown as { Receiver: new (options: object) => Writable };

/** What a parser found, and with what code it gave up. */
export interface Findings {
  found: string[];
  fault: number | null;
}

/** What another implementation makes of frames. `isServer` where a client sends them. */
export async function parseByWs(pieces: readonly Buffer[], isServer: boolean, maxBytes = 0): Promise<Findings> {
  const found: string[] = [];
  const receiver = new Receiver({ isServer, maxPayload: maxBytes, allowSynchronousEvents: true });
  const note = (text: string) => found.push(text);
  receiver
    .on('message', (data: Buffer, isBinary: boolean) =>
      note(isBinary ? `binary ${data.toString('hex')}` : `text ${data}`),
    )
    .on('ping', (data: Buffer) => note(`ping ${data.toString('hex')}`))
    .on('pong', (data: Buffer) => note(`pong ${data.toString('hex')}`))
    .on('conclude', (code: number, reason: Buffer) => note(`closed ${code} ${reason}`))
    .on('error', () => {});
  for (const piece of pieces) receiver.write(piece);
  const error = await new Promise<object | null | undefined>((resolve) => receiver.end(resolve));
  return { found, fault: error ? closeCodeOf(error) : null };
}

function closeCodeOf(error: object): number {
  const symbol = Object.getOwnPropertySymbols(error).find(({ description }) => description === 'status-code');
  return symbol ? ((error as Record<symbol, number>)[symbol] ?? 0) : 0;
}
