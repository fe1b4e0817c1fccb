/** Our socket layer, as the hub uses it. */
import { createServer } from 'node:http';
import { textFrame, textOf } from '../../apps/server/src/lib/websocket/frames.ts';
import { handshakeAnswer } from '../../apps/server/src/lib/websocket/handshake.ts';
import { ServerSocket, type SocketListener } from '../../apps/server/src/lib/websocket/server-socket.ts';
import { WriteTurn } from '../../apps/server/src/lib/websocket/write-turn.ts';
import { Rooms, roomOf, stamped } from './chat-work.ts';
import { listen } from './listen.ts';

const rooms = new Rooms<ServerSocket>();
const turn = new WriteTurn();

class Client implements SocketListener {
  readonly #socket: ServerSocket;
  readonly #room: string;

  constructor(socket: ServerSocket, room: string) {
    this.#socket = socket;
    this.#room = room;
    rooms.join(room, socket);
  }

  receivedText(payload: Buffer): void {
    const chat = stamped(textOf(payload));
    const frame = textFrame(chat.message);
    for (const member of rooms.of(chat.room)) member.send(frame);
  }

  receivedBinary(): void {}

  closed(): void {
    rooms.leave(this.#room, this.#socket);
  }
}

const server = createServer();
server.on('upgrade', (request, stream, head) => {
  const socket = new ServerSocket({ stream, turn, maxMessageBytes: 128 * 1024, closeTimeoutMs: 1000 });
  socket.begin(handshakeAnswer(request, 'chat'), head, new Client(socket, roomOf(request.url)));
});
listen(server);
