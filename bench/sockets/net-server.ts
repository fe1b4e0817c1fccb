/** The limit of Node: no protocol, bytes built before, written to each TCP socket. See `raw-protocol.ts`. */
import { createServer, type Socket } from 'node:net';
import { Rooms } from './chat-work.ts';
import { listen } from './listen.ts';
import { answerBytes, MESSAGE_BYTES, ROOM_BYTES } from './raw-protocol.ts';

const rooms = new Rooms<Socket>();
const server = createServer({ noDelay: true }, (socket) => {
  let room: string | null = null;
  let bytes = 0;
  socket.on('data', (chunk) => {
    bytes += chunk.length;
    if (room === null) {
      room = chunk.toString('latin1', 0, ROOM_BYTES);
      rooms.join(room, socket);
      bytes -= ROOM_BYTES;
      socket.write('.');
    }
    for (; bytes >= MESSAGE_BYTES; bytes -= MESSAGE_BYTES) {
      for (const member of rooms.of(room)) member.write(answerBytes);
    }
  });
  socket.on('error', () => {});
  socket.on('close', () => room !== null && rooms.leave(room, socket));
});
listen(server);
