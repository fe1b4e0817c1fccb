/** Socket.IO, with its own rooms. */
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { stamped } from './chat-work.ts';
import { listen } from './listen.ts';

const server = createServer();
const io = new Server(server, { transports: ['websocket'], perMessageDeflate: false, serveClient: false });
io.on('connection', (socket) => {
  void socket.join(String(socket.handshake.query.room));
  socket.on('chat', (frame: string) => {
    const chat = stamped(frame);
    io.to(chat.room).emit('chat', chat.message);
  });
});
listen(server);
