import { randomUUID } from 'node:crypto';
import type { JSHandle } from '@playwright/test';
import { expect } from '@playwright/test';
import {
  type ClientMessageType,
  type ClientPayload,
  type JoinTicket,
  type RoomCode,
  type ServerMessage,
  type ServerMessageType,
  SUBPROTOCOL,
} from '../packages/protocol/src/index.ts';
import type { Person } from './person.ts';

const QUIET_PAGE = '/healthz';

interface Page {
  socket: WebSocket;
  frames: string[];
  closed: { code: number } | null;
}

/** A socket that a script opens with a person's cookies and origin, without the product's client: an attacker's view. */
export class RawSocket {
  readonly #page: JSHandle<Page>;
  readonly #ticket: JoinTicket;

  static async open(person: Person, code: RoomCode): Promise<RawSocket> {
    const ticket = await person.ticketFor(code);
    // The page of another script stays, and with it the sockets that the person has opened there.
    if (new URL(person.page.url()).pathname !== QUIET_PAGE) await person.page.goto(QUIET_PAGE);
    const address = `${person.url.replace('http', 'ws')}/ws?room=${ticket.roomId}`;
    const page = await person.page.evaluateHandle(openSocket, { address, protocol: SUBPROTOCOL });
    return new RawSocket(page, ticket);
  }

  private constructor(page: JSHandle<Page>, ticket: JoinTicket) {
    this.#page = page;
    this.#ticket = ticket;
  }

  /** Joins with the ticket and resolves to the first answer. */
  async join(): Promise<ServerMessage> {
    await this.send('join_room', { ticket: this.#ticket.ticket, media: { microphone: false, camera: false } });
    await expect.poll(async () => (await this.frames()).length).toBeGreaterThan(0);
    const [first] = await this.frames();
    if (!first) throw new Error('no answer');
    return first;
  }

  /** Sends a command and resolves to its answer. */
  async ask<Type extends ClientMessageType>(type: Type, payload: ClientPayload<Type>, extra: object = {}) {
    const id = randomUUID();
    await this.send(type, payload, { id, ...extra });
    const answers = async () => (await this.frames()).filter((frame) => 'id' in frame && frame.id === id);
    await expect.poll(async () => (await answers()).length).toBe(1);
    return (await answers())[0];
  }

  async send<Type extends ClientMessageType>(
    type: Type,
    payload: ClientPayload<Type>,
    extra: object = {},
  ): Promise<void> {
    const frame = JSON.stringify({ type, roomId: this.#ticket.roomId, payload, ...extra });
    await this.#page.evaluate(({ socket }, text) => socket.send(text), frame);
  }

  /** Everything that has arrived, or what has of one type. */
  async frames(): Promise<ServerMessage[]> {
    const frames = await this.#page.evaluate((page) => page.frames);
    return frames.map((frame) => JSON.parse(frame) as ServerMessage);
  }

  async typesSeen(): Promise<ServerMessageType[]> {
    return (await this.frames()).map((frame) => frame.type);
  }

  /** The close code, or null while the socket is open. */
  closeCode(): Promise<number | null> {
    return this.#page.evaluate((page) => page.closed?.code ?? null);
  }
}

function openSocket({ address, protocol }: { address: string; protocol: string }): Promise<Page> {
  const socket = new WebSocket(address, protocol);
  const page: Page = { socket, frames: [], closed: null };
  socket.addEventListener('message', (event) => page.frames.push(String(event.data)));
  socket.addEventListener('close', (event) => {
    page.closed = { code: event.code };
  });
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(page));
    socket.addEventListener('close', () => reject(new Error(`the socket to ${address} did not open`)));
  });
}
