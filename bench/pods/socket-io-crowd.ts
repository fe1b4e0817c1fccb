import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { clientFrame } from '../../apps/server/src/lib/websocket/client-frame-fixture.ts';
import { roomName } from '../sockets/client.ts';
import { FrameReader } from '../sockets/frame-reader.ts';
import { Peer } from '../sockets/peer.ts';
import { upgrade } from '../sockets/upgrade.ts';
import type { Crowd, CrowdSize, Speaker } from './crowd.ts';

/** Two servers of Socket.IO that share their rooms by its Redis adapter. */
export async function openSocketIo(redisUrl: string, { rooms, people }: CrowdSize): Promise<Crowd> {
  const peers = await Promise.all([0, 1].map(() => Peer.start('socket.io', { REDIS_URL: redisUrl })));
  const seats: Speaker[][] = [];
  for (let room = 0; room < rooms; room += 1) {
    const members = Array.from({ length: people }, (_, seat) => Guest.open(peers[seat % 2] as Peer, roomName(room)));
    seats.push(await Promise.all(members));
  }
  return {
    name: 'socket.io',
    rooms: seats,
    servers: { cpuSeconds: () => peers.reduce((sum, peer) => sum + peer.cpuSeconds(), 0) },
    close: async () => {
      for (const speaker of seats.flat()) speaker.close();
      await Promise.all(peers.map((peer) => peer.stop()));
    },
  };
}

class Guest implements Speaker {
  onMessage: (payload: Buffer) => void = () => {};
  readonly #socket: Socket;
  readonly #room: string;

  private constructor(socket: Socket, room: string) {
    this.#socket = socket;
    this.#room = room;
    const reader = new FrameReader();
    socket.on('data', (chunk: Buffer) => reader.push(chunk, (payload) => this.onMessage(payload)));
    socket.on('error', () => {});
  }

  static async open({ port }: Peer, room: string): Promise<Guest> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    await upgrade(socket, `/socket.io/?EIO=4&transport=websocket&room=${room}`);
    await once(socket, 'data');
    socket.write(clientFrame({ payload: '40' }));
    await once(socket, 'data');
    return new Guest(socket, room);
  }

  chat(text: string): void {
    const frame = JSON.stringify({ room: this.#room, text });
    this.#socket.write(clientFrame({ payload: `42${JSON.stringify(['chat', frame])}` }));
  }

  close(): void {
    this.#socket.destroy();
  }
}
