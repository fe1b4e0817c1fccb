import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type ConnectionId, SUBPROTOCOL } from '@cline-meet/protocol';
import { clientFrame } from '../../apps/server/src/lib/websocket/client-frame-fixture.ts';
import { FrameReader } from '../sockets/frame-reader.ts';
import { upgrade } from '../sockets/upgrade.ts';
import type { Hub } from './house.ts';
import type { Room } from './ticket-office.ts';

/** Someone in a meeting, by a client that costs the generator little. */
export class Member {
  readonly room: Room;
  readonly connectionId: ConnectionId;
  /** Told each message, as bytes that are good until it returns. */
  onMessage: (payload: Buffer) => void = () => {};
  readonly #socket: Socket;
  #messages = 0;

  private constructor(socket: Socket, reader: FrameReader, room: Room, connectionId: ConnectionId) {
    this.#socket = socket;
    this.room = room;
    this.connectionId = connectionId;
    const take = (payload: Buffer) => this.onMessage(payload);
    socket.on('data', (chunk: Buffer) => reader.push(chunk, take));
  }

  /** Resolves when it is inside. Rejects with what it is told instead. */
  static async join({ port }: Hub, room: Room, ticket: string, localAddress: string): Promise<Member> {
    const socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true });
    // What breaks shows in what does not come.
    socket.on('error', () => {});
    await once(socket, 'connect');
    await upgrade(socket, `/ws?room=${room.roomId}`, SUBPROTOCOL);
    const reader = new FrameReader();
    socket.write(frameOf('join_room', room, { ticket, media: { microphone: true, camera: true } }));
    const { type, payload } = await firstMessage(socket, reader);
    if (type !== 'room_joined') throw new Error(`not let in: ${type} ${JSON.stringify(payload)}`);
    return new Member(socket, reader, room, payload.connectionId as ConnectionId);
  }

  get isGone(): boolean {
    return this.#socket.destroyed;
  }

  /** A client's sign of life. */
  ping(): void {
    this.#socket.write(frameOf('ping', this.room, {}));
  }

  chat(text: string): void {
    this.#messages += 1;
    this.#socket.write(frameOf('chat_message', this.room, { text }, { id: `m${this.#messages}` }));
  }

  /** What {@link send} takes, built once. */
  candidateFor({ connectionId }: Member): Buffer {
    return frameOf('ice_candidate', this.room, CANDIDATE, { targetConnectionId: connectionId });
  }

  send(frame: Buffer): void {
    this.#socket.write(frame);
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** As a browser writes it. */
const CANDIDATE = {
  candidate: {
    candidate:
      'candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx raddr 10.0.0.17 rport 46154 generation 0 ufrag EEtu network-cost 999',
    sdpMid: '0',
    sdpMLineIndex: 0,
    usernameFragment: 'EEtu',
  },
  senderIncarnation: 0,
  targetIncarnation: 0,
  topologyId: 'mesh',
};

function frameOf(type: string, { roomId }: Room, payload: object, extra: object = {}): Buffer {
  return clientFrame({ payload: JSON.stringify({ type, roomId, payload, ...extra }) });
}

const OBJECT = '{'.charCodeAt(0);

/** Nothing more comes with it to who was let in just now; who was not is told so and closed. */
function firstMessage(socket: Socket, reader: FrameReader) {
  return new Promise<{ type: string; payload: Record<string, unknown> }>((resolve, reject) => {
    const messages: Buffer[] = [];
    const closed = () => reject(new Error('closed before it was inside'));
    const read = (chunk: Buffer) => {
      reader.push(chunk, (payload) => messages.push(payload));
      const [first] = messages;
      if (!first) return;
      socket.off('data', read).off('close', closed);
      // A close frame has a number before its words (RFC 6455, section 5.5.1).
      if (first[0] === OBJECT) resolve(JSON.parse(first.toString()));
      else reject(new Error(`closed before it was inside: ${first.toString('latin1', 2)}`));
    };
    socket.on('data', read).once('close', closed);
  });
}
