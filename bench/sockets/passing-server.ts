/** What passing messages on takes of Node: bytes come from one TCP socket and leave by another. */
import { createServer, type Socket } from 'node:net';
import { listen } from './listen.ts';

/** By the number that each is told when it comes, in four bytes. It says in four bytes whom it speaks to, and then speaks. */
const sockets: Socket[] = [];

listen(
  createServer({ noDelay: true }, (socket) => {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(sockets.push(socket) - 1);
    socket.write(number);
    socket.once('data', (chunk) => {
      const target = sockets[chunk.readUInt32BE()];
      socket.write('.');
      socket.on('data', (bytes) => target?.write(bytes));
    });
    socket.on('error', () => {});
  }),
);
