import {
  type ClientMessageType,
  type ConnectionId,
  type RoomId,
  type ServerMessage,
  type ServerMessageType,
  SUBPROTOCOL,
  serverSchemas,
} from '@cline-meet/protocol';
import { type ClientOptions, WebSocket } from 'ws';

type Extra = { id?: string; targetConnectionId?: ConnectionId | undefined } & Record<string, unknown>;

export interface ConnectOptions extends ClientOptions {
  protocols?: string[];
  path?: string;
}

/** A raw client: it sends what it is told, and keeps everything that it receives, checked against the schemas. */
export class HubTestClient {
  readonly socket: WebSocket;
  readonly roomId: RoomId;
  readonly received: ServerMessage[] = [];
  readonly closed: Promise<number>;
  #taken = 0;
  #notify: () => void = () => {};

  private constructor(socket: WebSocket, roomId: RoomId) {
    this.socket = socket;
    this.roomId = roomId;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('message', (data) => {
      const message = JSON.parse(data.toString());
      this.received.push(serverSchemas[message.type as ServerMessageType].parse(message) as ServerMessage);
      this.#notify();
    });
    socket.on('error', () => {});
  }

  /** Resolves when open; rejects with the HTTP status where the upgrade is refused. */
  static async open(port: number, roomId: RoomId, options: ConnectOptions = {}): Promise<HubTestClient> {
    const { protocols = [SUBPROTOCOL], path = '/ws', ...rest } = options;
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}?room=${roomId}`, protocols, rest);
    const client = new HubTestClient(socket, roomId);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('unexpected-response', (_request, response) => reject(new Error(String(response.statusCode))));
    });
    return client;
  }

  send(type: ClientMessageType, payload: object = {}, extra: Extra = {}): void {
    this.socket.send(JSON.stringify({ type, roomId: this.roomId, payload, ...extra }));
  }

  /** The next message of this type after those that were asked for before; what is skipped is never offered again. */
  async next<Type extends ServerMessageType>(type: Type): Promise<ServerMessage<Type>> {
    for (;;) {
      while (this.#taken < this.received.length) {
        const message = this.received[this.#taken++];
        if (message?.type === type) return message as ServerMessage<Type>;
      }
      await new Promise<void>((resolve) => {
        this.#notify = resolve;
      });
    }
  }

  /** Resolves when the server has handled everything that was sent so far. */
  async settled(): Promise<void> {
    this.send('ping', {}, { id: 'settle' });
    while (!this.received.some((message) => 'id' in message && message.id === 'settle')) {
      await new Promise<void>((resolve) => {
        this.#notify = resolve;
      });
    }
    const answered = this.received.findIndex((message) => 'id' in message && message.id === 'settle');
    this.received.splice(answered, 1);
    if (this.#taken > answered) this.#taken -= 1;
  }

  types(): ServerMessageType[] {
    return this.received.map((message) => message.type);
  }
}
