/** Socket.IO, with its own rooms; several share theirs by its Redis adapter where REDIS_URL is given. */
import { createServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-adapter';
import { Server } from 'socket.io';
import { openRedis } from '../../apps/server/src/lib/redis.ts';
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
const { REDIS_URL } = process.env;
if (REDIS_URL) io.adapter(createAdapter(openRedis(REDIS_URL, { joinsCommands: true }), openRedis(REDIS_URL)));
io.on('connection', (socket) => {
  void socket.join(String(socket.handshake.query.room));
  socket.on('chat', (frame: string) => {
    const chat = stamped(frame);
    io.to(chat.room).emit('chat', chat.message);
  });
});
listen(server);
