import type { RoomId } from '@cline-meet/protocol';
import { HubTestClient } from './hub/hub-test-client.ts';

/** Where each role is; one address for all of them where they are one process. */
export interface Addresses {
  readonly auth: string;
  readonly gateway: string;
  readonly hub: string;
}

export const inOneProcess = (address: string): Addresses => ({ auth: address, gateway: address, hub: address });

/** A guest of running servers, over HTTP and WebSocket as the web app does it. */
export class Visitor {
  readonly cookie: string;
  readonly #at: Addresses;

  private constructor(at: Addresses, cookie: string) {
    this.#at = at;
    this.cookie = cookie;
  }

  static async signIn(at: Addresses, name: string): Promise<Visitor> {
    const answer = await post(`${at.auth}/api/guest`, { name }, '');
    return new Visitor(at, answer.headers.get('set-cookie')?.split(';')[0] ?? '');
  }

  async createRoom(): Promise<string> {
    const made = await post(`${this.#at.gateway}/api/rooms`, { waitingRoom: false }, this.cookie);
    return ((await made.json()) as { code: string }).code;
  }

  async ticket(code: string): Promise<{ ticket: string; roomId: RoomId }> {
    const answer = await post(`${this.#at.gateway}/api/rooms/${code}/tickets`, {}, this.cookie);
    return (await answer.json()) as { ticket: string; roomId: RoomId };
  }

  connect(roomId: RoomId): Promise<HubTestClient> {
    return HubTestClient.open(Number(new URL(this.#at.hub).port), roomId);
  }

  async enter(code: string) {
    const { ticket, roomId } = await this.ticket(code);
    const client = await this.connect(roomId);
    client.send('join_room', { ticket, media: { microphone: false, camera: false } });
    const { payload } = await client.next('room_joined');
    return { client, payload };
  }
}

function post(address: string, body: object, cookie: string): Promise<Response> {
  const headers = { 'content-type': 'application/json', cookie };
  return fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
}
