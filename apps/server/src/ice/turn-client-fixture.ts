import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import {
  type Answer,
  type Credential,
  channelNumber,
  decodeAnswer,
  encodeRequest,
  Method,
  requestedFamily,
  requestedTransport,
  xorPeerAddress,
} from './stun-fixture.ts';

const RESEND_MS = 500;
const TRIES = 10;
const STALE_NONCE = 438;
/** The first of the channels that a client may bind. */
const CHANNEL = 0x4000;

/** One UDP client of a TURN server, for tests: it allocates, refreshes and asks for permissions, and tells the error code of each. */
export class TurnClient {
  readonly #socket: Socket = createSocket('udp4');
  readonly #port: number;
  #username: string;
  #password: string;
  /** How often the server found the nonce too old. */
  staleNonces = 0;
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

  async refresh(): Promise<number> {
    return (await this.#askFresh(Method.refresh, () => [])).error;
  }

  async permit(address: string): Promise<number> {
    return (await this.#askFresh(Method.createPermission, (id) => [xorPeerAddress(address, 9, id)])).error;
  }

  async bind(address: string): Promise<number> {
    const attributes = (id: Buffer) => [channelNumber(CHANNEL), xorPeerAddress(address, 9, id)];
    return (await this.#askFresh(Method.channelBind, attributes)).error;
  }

  /** Goes on with another credential. */
  use({ username, credential }: { username: string; credential: string }): void {
    this.#username = username;
    this.#password = credential;
    if (this.#credential) this.#credential = { ...this.#credential, username, password: credential };
  }

  close(): void {
    this.#socket.close();
  }

  /** Asks again with the nonce that a refusal of the former one brings (RFC 8489, section 9.2.5). */
  async #askFresh(method: number, attributes: Parameters<typeof encodeRequest>[1]): Promise<Answer> {
    const answer = await this.#ask(method, attributes);
    if (answer.error !== STALE_NONCE || !this.#credential) return answer;
    this.staleNonces += 1;
    this.#credential = { ...this.#credential, nonce: answer.nonce };
    return this.#ask(method, attributes);
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
