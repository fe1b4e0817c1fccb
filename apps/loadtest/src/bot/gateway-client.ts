import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import type { JoinTicket, Me } from '@cline-meet/protocol';

/** A request that was refused, with the `ErrorCode` that the gateway gave; `unavailable` where it gave none. */
export class GatewayRefusal extends Error {
  readonly code: string;
  readonly retryAfterMs: number | undefined;

  constructor({ code, retryAfterMs }: { code: string; retryAfterMs?: number }) {
    super(code);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

const TIMEOUT_MS = 15_000;
const CREATED = [200, 201];

/** One person's browser, as far as HTTP goes: a cookie and, on loopback, an address of their own. */
export class GatewayClient {
  readonly #base: URL;
  readonly #localAddress: string | null;
  #cookie = '';

  /** Null: the address that the machine has on the way there, which all share. */
  constructor(base: URL, localAddress: string | null) {
    this.#base = base;
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
    // A connection that is kept would be kept for each address.
    const from = this.#localAddress ? { localAddress: this.#localAddress, agent: false } : {};
    const request = this.#base.protocol === 'https:' ? overHttps : overHttp;
    return new Promise((resolve, reject) => {
      const options = { ...from, method: 'POST', headers, timeout: TIMEOUT_MS };
      const asked = request(new URL(path, this.#base), options, (response) => {
        const [cookie] = response.headers['set-cookie'] ?? [];
        if (cookie) this.#cookie = cookie.split(';')[0] ?? '';
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
        response.on('error', reject);
        response.on('end', () => {
          const isDone = CREATED.includes(response.statusCode ?? 0);
          if (isDone) resolve(JSON.parse(text));
          else reject(new GatewayRefusal(errorOf(text)));
        });
      });
      asked.on('timeout', () => asked.destroy(new Error('no answer')));
      asked.on('error', reject);
      asked.end(JSON.stringify(body));
    });
  }
}

/** A balancer that finds no server answers in HTML. */
function errorOf(text: string): { code: string; retryAfterMs?: number } {
  try {
    const { code, retryAfterMs } = JSON.parse(text).error;
    return { code: String(code), ...(typeof retryAfterMs === 'number' ? { retryAfterMs } : {}) };
  } catch {
    return { code: 'unavailable' };
  }
}
