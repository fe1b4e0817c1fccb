import type { RoomId } from '@cline-meet/protocol';
import { HubTestClient } from './hub/hub-test-client.ts';

const media = { microphone: false, camera: false };

/** Asks a running server as a browser with this cookie would. */
export async function post(address: string, path: string, body: object, cookie = '') {
  const headers = { 'content-type': 'application/json', cookie };
  const answer = await fetch(`${address}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '', body: (await answer.json()) as never };
}

export function connect(address: string, roomId: RoomId): Promise<HubTestClient> {
  return HubTestClient.open(Number(new URL(address).port), roomId);
}

/** Gets a ticket from the server and enters the meeting there. */
export async function enter(address: string, code: string, cookie: string) {
  const { ticket, roomId }: { ticket: string; roomId: RoomId } = (
    await post(address, `/api/rooms/${code}/tickets`, {}, cookie)
  ).body;
  const client = await connect(address, roomId);
  client.send('join_room', { ticket, media });
  const { payload } = await client.next('room_joined');
  return { client, payload };
}

type Entered = Awaited<ReturnType<typeof enter>>;

/** Comes back to a place by its token, at another server maybe. */
export async function comeBack(address: string, { client: { roomId }, payload }: Entered): Promise<HubTestClient> {
  const back = await connect(address, roomId);
  const { resumeToken: token, epoch, seq: lastSeq } = payload;
  back.send('join_room', { resume: { token, epoch, lastSeq }, media });
  return back;
}

/** A guest who makes a meeting that needs no knock, and enters it. */
export async function host(address: string, name: string) {
  const { cookie } = await post(address, '/api/guest', { name });
  const { code }: { code: string } = (await post(address, '/api/rooms', { waitingRoom: false }, cookie)).body;
  return { code, ...(await enter(address, code, cookie)) };
}

export async function guest(address: string, code: string, name: string): Promise<Entered> {
  const { cookie } = await post(address, '/api/guest', { name });
  return enter(address, code, cookie);
}
