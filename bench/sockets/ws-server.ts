/** `ws`, with a `send` for each member: what most Node servers do. */
import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { Rooms, roomOf, stamped } from './chat-work.ts';
import { listen } from './listen.ts';

const rooms = new Rooms<WebSocket>();
const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false, clientTracking: false });
sockets.on('connection', (socket, request) => {
  const room = roomOf(request.url);
  rooms.join(room, socket);
  socket.on('message', (data) => {
    const chat = stamped(data.toString());
    for (const member of rooms.of(chat.room)) member.send(chat.message);
  });
  socket.on('close', () => rooms.leave(room, socket));
});
listen(server);
