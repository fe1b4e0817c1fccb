import type { RoomId } from '@cline-meet/protocol';
import { HubTestClient } from './hub/hub-test-client.ts';

const media = { microphone: false, camera: false };

/** Asks a running server as a browser with this cookie would. */
export async function post(address: string, path: string, body: object, cookie = '') {
  const headers = { 'content-type': 'application/json', cookie };
  const answer = await fetch(`${address}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  return { cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '', body: (text && JSON.parse(text)) as never };
}

/** Where a running server is, or where each role is that runs apart. */
export type Place = string | { readonly auth: string; readonly gateway: string; readonly hub: string };

const roleAt = (place: Place, role: 'auth' | 'gateway' | 'hub') => (typeof place === 'string' ? place : place[role]);

export function connect(place: Place, roomId: RoomId): Promise<HubTestClient> {
  return HubTestClient.open(Number(new URL(roleAt(place, 'hub')).port), roomId);
}

export async function ticketFor(place: Place, code: string, cookie: string) {
  const { body } = await post(roleAt(place, 'gateway'), `/api/rooms/${code}/tickets`, {}, cookie);
  return body as { ticket: string; roomId: RoomId };
}

/** Gets a ticket and enters the meeting. */
export async function enter(place: Place, code: string, cookie: string) {
  const { ticket, roomId } = await ticketFor(place, code, cookie);
  const client = await connect(place, roomId);
  client.send('join_room', { ticket, media });
  const { payload } = await client.next('room_joined');
  return { client, payload };
}

type Entered = Awaited<ReturnType<typeof enter>>;

/** Comes back to a place by its token, at another server maybe. */
export async function comeBack(place: Place, { client: { roomId }, payload }: Entered): Promise<HubTestClient> {
  const back = await connect(place, roomId);
  const { resumeToken: token, epoch, seq: lastSeq } = payload;
  back.send('join_room', { resume: { token, epoch, lastSeq }, media });
  return back;
}

/** A guest who makes a meeting that needs no knock, and enters it. */
export async function host(place: Place, name: string) {
  const { cookie } = await post(roleAt(place, 'auth'), '/api/guest', { name });
  const made = await post(roleAt(place, 'gateway'), '/api/rooms', { waitingRoom: false }, cookie);
  const { code }: { code: string } = made.body;
  return { code, ...(await enter(place, code, cookie)) };
}

export async function guest(place: Place, code: string, name: string): Promise<Entered> {
  const { cookie } = await post(roleAt(place, 'auth'), '/api/guest', { name });
  return enter(place, code, cookie);
}
