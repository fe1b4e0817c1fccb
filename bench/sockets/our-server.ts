/** Our socket layer, as the hub uses it. */
import { createServer } from 'node:http';
import { textFrame, textOf } from '../../apps/server/src/lib/websocket/frames.ts';
import { handshakeAnswer } from '../../apps/server/src/lib/websocket/handshake.ts';
import { ServerSocket } from '../../apps/server/src/lib/websocket/server-socket.ts';
import { WriteTurn } from '../../apps/server/src/lib/websocket/write-turn.ts';
import { Rooms, roomOf, stamped } from './chat-work.ts';
import { listen } from './listen.ts';

const rooms = new Rooms<ServerSocket>();
const turn = new WriteTurn();
const server = createServer();
server.on('upgrade', (request, stream, head) => {
  const socket = new ServerSocket({ stream, turn, maxMessageBytes: 128 * 1024, closeTimeoutMs: 1000 });
  const room = roomOf(request.url);
  rooms.join(room, socket);
  socket.begin(handshakeAnswer(request, 'chat'), head, {
    receivedText: (payload) => {
      const chat = stamped(textOf(payload));
      const frame = textFrame(chat.message);
      for (const member of rooms.of(chat.room)) member.send(frame);
    },
    receivedBinary: () => {},
    closed: () => rooms.leave(room, socket),
  });
});
listen(server);
