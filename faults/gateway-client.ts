import { request } from 'node:http';
import type { JoinTicket, Me } from '@cline-meet/protocol';

/** A request that was refused, with the `ErrorCode` that the gateway gave; `unavailable` where it gave none. */
class GatewayRefusal extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

const TIMEOUT_MS = 15_000;
const CREATED = [200, 201];

/** One person's browser, as far as HTTP goes: a cookie, and an address of their own among those of loopback. */
export class GatewayClient {
  readonly #port: number;
  readonly #localAddress: string;
  #cookie = '';

  constructor(port: number, localAddress: string) {
    this.#port = port;
    this.#localAddress = localAddress;
  }

  signIn(name: string): Promise<Me> {
    return this.#post('/api/guest', { name }) as Promise<Me>;
  }

  createRoom(waitingRoom: boolean): Promise<{ code: string }> {
    return this.#post('/api/rooms', { waitingRoom }) as Promise<{ code: string }>;
  }

  getTicket(code: string): Promise<JoinTicket> {
    return this.#post(`/api/rooms/${code}/tickets`, {}) as Promise<JoinTicket>;
  }

  #post(path: string, body: object): Promise<unknown> {
    const headers = { 'content-type': 'application/json', cookie: this.#cookie };
    const to = { host: '127.0.0.1', port: this.#port, localAddress: this.#localAddress, path, method: 'POST', headers };
    return new Promise((resolve, reject) => {
      const asked = request({ ...to, agent: false, timeout: TIMEOUT_MS }, (response) => {
        const [cookie] = response.headers['set-cookie'] ?? [];
        if (cookie) this.#cookie = cookie.split(';')[0] ?? '';
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
        response.on('error', reject);
        response.on('end', () => {
          const isDone = CREATED.includes(response.statusCode ?? 0);
          if (isDone) resolve(JSON.parse(text));
          else reject(new GatewayRefusal(codeOf(text)));
        });
      });
      asked.on('timeout', () => asked.destroy(new Error('no answer')));
      asked.on('error', reject);
      asked.end(JSON.stringify(body));
    });
  }
}

/** A balancer that finds no server answers in HTML. */
function codeOf(text: string): string {
  try {
    return JSON.parse(text).error.code;
  } catch {
    return 'unavailable';
  }
}
