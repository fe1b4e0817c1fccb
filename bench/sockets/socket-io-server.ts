/** Socket.IO, with its own rooms. */
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { stamped } from './chat-work.ts';
import { listen } from './listen.ts';

const server = createServer();
// Its heartbeat would cut the generator's clients, which answer nothing.
const io = new Server(server, {
  transports: ['websocket'],
  perMessageDeflate: false,
  serveClient: false,
  pingInterval: 3_600_000,
});
io.on('connection', (socket) => {
  void socket.join(String(socket.handshake.query.room));
  socket.on('chat', (frame: string) => {
    const chat = stamped(frame);
    io.to(chat.room).emit('chat', chat.message);
  });
});
listen(server);
