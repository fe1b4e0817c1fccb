import { WebSocket as NodeWebSocket } from 'ws';
import type { Recorder } from '../measure/recorder.ts';
import type { Route } from './route.ts';

export interface SocketSurroundings {
  readonly route: Route;
  readonly recorder: Recorder;
  /** Counts the sockets that are open in this process. */
  opened(by: 1 | -1): void;
}

/** The sockets of one bot: they go where the route leads, and can be cut as a network cuts them. */
export class BotSockets {
  readonly #surroundings: SocketSurroundings;
  readonly #roomNumber: number;
  readonly #localAddress: string | null;
  readonly #open = new Set<NodeWebSocket>();

  constructor(surroundings: SocketSurroundings, roomNumber: number, localAddress: string | null) {
    this.#surroundings = surroundings;
    this.#roomNumber = roomNumber;
    this.#localAddress = localAddress;
  }

  /** For the session, which makes its sockets with `new`. */
  get WebSocket(): typeof WebSocket {
    const open = (url: string, protocol: string) => this.#connect(url, protocol);
    function BotSocket(url: string, protocol: string) {
      return open(url, protocol);
    }
    return BotSocket as unknown as typeof WebSocket;
  }

  /** No close is sent: the server finds out by itself. */
  cut(): void {
    for (const socket of this.#open) socket.terminate();
  }

  #connect(url: string, protocol: string): NodeWebSocket {
    const { route, recorder, opened } = this.#surroundings;
    const hub = route.to(this.#roomNumber);
    const { pathname, search } = new URL(url);
    const from = this.#localAddress ? { localAddress: this.#localAddress } : {};
    const address = `${hub.replace(/^http/, 'ws')}${pathname}${search}`;
    const socket = new NodeWebSocket(address, protocol, { ...from, perMessageDeflate: false });
    this.#open.add(socket);
    let isOpen = false;
    socket.on('open', () => {
      isOpen = true;
      opened(1);
    });
    socket.on('message', () => recorder.count('received'));
    // A close follows each error.
    socket.on('error', (error) => this.#failed(hub, reasonOf(error)));
    socket.on('close', () => {
      this.#open.delete(socket);
      if (isOpen) opened(-1);
    });
    return socket;
  }

  #failed(hub: string, reason: string): void {
    const { route, recorder } = this.#surroundings;
    // That says nothing of the server: the session may have been ended, or have waited too long.
    if (reason !== GIVEN_UP) route.failed(hub);
    // A balancer would have asked the next one.
    if (reason === DRAINING && route.hubs.length > 1) recorder.count('redirected');
    else recorder.failed(`socket: ${reason}`);
  }
}

const DRAINING = 'refused with 503';
const GIVEN_UP = 'given up before it was open';

/** Of a small number of kinds: error codes of the system, answers of the server, and what the session did itself. */
function reasonOf(error: Error & { code?: string }): string {
  const status = /^Unexpected server response: (\d{3})$/.exec(error.message)?.[1];
  if (status) return `refused with ${status}`;
  return error.message.startsWith('WebSocket was closed before') ? GIVEN_UP : (error.code ?? 'other');
}
