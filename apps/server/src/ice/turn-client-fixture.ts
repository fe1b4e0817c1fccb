import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import {
  type Answer,
  type Credential,
  decodeAnswer,
  encodeRequest,
  Method,
  requestedFamily,
  requestedTransport,
  xorPeerAddress,
} from './stun-fixture.ts';

const RESEND_MS = 500;
const TRIES = 10;

/** One UDP client of a TURN server, for tests: it allocates and asks for permissions, and tells the error code of each. */
export class TurnClient {
  readonly #socket: Socket = createSocket('udp4');
  readonly #port: number;
  readonly #username: string;
  readonly #password: string;
  #credential: Credential | null = null;

  constructor(port: number, { username, credential }: { username: string; credential: string }) {
    this.#port = port;
    this.#username = username;
    this.#password = credential;
  }

  /** Asks without a credential first, as the protocol wants, and takes realm and nonce from the refusal. */
  async allocate(family: 4 | 6 = 4): Promise<Answer> {
    const attributes = () => [requestedTransport(), requestedFamily(family)];
    const { error, realm, nonce } = await this.#ask(Method.allocate, attributes);
    if (error !== 401) throw new Error(`a request without a credential was answered ${error}`);
    this.#credential = { username: this.#username, password: this.#password, realm, nonce };
    return this.#ask(Method.allocate, attributes);
  }

  async permit(address: string): Promise<number> {
    return (await this.#ask(Method.createPermission, (id) => [xorPeerAddress(address, 9, id)])).error;
  }

  close(): void {
    this.#socket.close();
  }

  /** UDP may lose a message, and the server may not be up yet: the same request is sent until it is answered. */
  async #ask(method: number, attributes: Parameters<typeof encodeRequest>[1]): Promise<Answer> {
    const { transactionId, bytes } = encodeRequest(method, attributes, this.#credential ?? undefined);
    for (let attempt = 0; attempt < TRIES; attempt++) {
      this.#socket.send(bytes, this.#port, '127.0.0.1');
      const answer = await this.#next(transactionId);
      if (answer) return answer;
    }
    throw new Error('the TURN server does not answer');
  }

  async #next(transactionId: string): Promise<Answer | null> {
    const signal = AbortSignal.timeout(RESEND_MS);
    try {
      for (;;) {
        const [bytes] = (await once(this.#socket, 'message', { signal })) as [Buffer];
        const answer = decodeAnswer(bytes);
        if (answer.transactionId === transactionId) return answer;
      }
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }
}
