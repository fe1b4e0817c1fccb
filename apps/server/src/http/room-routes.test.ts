import type { RoomCode, RoomId } from '@cline-meet/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { verifyTicket } from '../room/ticket.ts';
import { startApp, stun, turn } from './app-fixture.ts';

let stop = async () => {};
afterEach(() => stop());

async function start() {
  const fixture = await startApp();
  stop = () => fixture.app.close();
  const host = await fixture.guest('Host');
  const guest = await fixture.guest('Guest');
  const newRoom = async (wish: object) => (await host.call('POST', '/api/rooms', wish)).json().code as RoomCode;
  return { ...fixture, host, guest, newRoom };
}

describe('rooms', () => {
  it('are made with a code, a name where one is given, and a waiting room unless it is not wanted', async () => {
    const { host } = await start();
    const answer = await host.call('POST', '/api/rooms', { name: ' 朝会 ' });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ name: '朝会', isHost: true, waitingRoom: true, inside: [] });
    expect(answer.json().code).toMatch(/^[a-z]{3}-[a-z]{4}-[a-z]{3}$/);
    const plain = await host.call('POST', '/api/rooms', { name: '', waitingRoom: false });
    expect(plain.json()).toMatchObject({ name: null, waitingRoom: false });
  });

  it('are listed for their host', async () => {
    const { host, guest, newRoom } = await start();
    const code = await newRoom({});
    expect((await host.call('GET', '/api/rooms')).json().rooms).toMatchObject([{ code, isHost: true }]);
    expect((await guest.call('GET', '/api/rooms')).json().rooms).toEqual([]);
  });

  it('show who is inside, but not to those who would have to wait', async () => {
    const { host, guest, newRoom, glimpses, records } = await start();
    const code = await newRoom({});
    const roomId = records.get(code)?.roomId as RoomId;
    const people = [{ name: 'Host', avatarUrl: null }];
    glimpses.set(roomId, { people, settings: { waitingRoom: true, locked: false }, ended: false });
    expect((await host.call('GET', `/api/rooms/${code}`)).json().inside).toEqual(people);
    expect((await guest.call('GET', `/api/rooms/${code}`)).json().inside).toBeNull();
    glimpses.set(roomId, { people, settings: { waitingRoom: false, locked: false }, ended: false });
    expect((await guest.call('GET', `/api/rooms/${code}`)).json().inside).toEqual(people);
  });

  it('look alike to who is not signed in, be they there or not', async () => {
    const { app, newRoom } = await start();
    const answers = await Promise.all(
      [await newRoom({}), 'zzz-zzzz-zzz'].map((code) => app.inject({ url: `/api/rooms/${code}` })),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401]);
    expect(answers[0]?.body).toBe(answers[1]?.body);
  });

  it('say why they cannot be entered', async () => {
    const { guest, host, newRoom, records, glimpses, clock } = await start();
    const codeOf = async (who: typeof guest, code: string) =>
      (await who.call('GET', `/api/rooms/${code}`)).json().error?.code;
    expect(await codeOf(guest, 'zzz-zzzz-zzz')).toBe('room_not_found');
    expect(await codeOf(guest, 'not-a-code')).toBe('invalid_request');

    const locked = await newRoom({});
    const roomId = records.get(locked)?.roomId as RoomId;
    glimpses.set(roomId, { people: [], settings: { waitingRoom: false, locked: true }, ended: false });
    expect(await codeOf(guest, locked)).toBe('room_locked');
    expect(await codeOf(host, locked)).toBeUndefined();
    glimpses.set(roomId, { people: [], settings: { waitingRoom: false, locked: false }, ended: true });
    expect(await codeOf(host, locked)).toBe('room_ended');

    const old = await newRoom({});
    clock.nowMs += 24 * 3_600_000 + 1;
    expect(await codeOf(guest, old)).toBe('room_expired');
  });

  it('cannot be found by trying codes', async () => {
    const { guest } = await start();
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 310; attempt++) {
      statuses.push((await guest.call('GET', '/api/rooms/zzz-zzzz-zzz')).statusCode);
    }
    expect(statuses.filter((status) => status === 404)).toHaveLength(300);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
  });
});

describe('tickets', () => {
  it('carry what the hub must know', async () => {
    const { guest, tokens, newRoom, records } = await start();
    const code = await newRoom({ name: 'Standup' });
    const answer = (await guest.call('POST', `/api/rooms/${code}/tickets`)).json();
    expect(await verifyTicket(tokens, answer.ticket)).toMatchObject({
      userId: guest.userId,
      name: 'Guest',
      isHost: false,
      room: { roomId: records.get(code)?.roomId, code, name: 'Standup', waitingRoom: true, locked: false },
    });
    expect(answer.roomId).toBe(records.get(code)?.roomId);
  });

  it('bring TURN credentials to those alone who need not wait', async () => {
    const { host, guest, newRoom } = await start();
    const closed = await newRoom({});
    const open = await newRoom({ waitingRoom: false });
    const servers = async (who: typeof guest, code: string) =>
      (await who.call('POST', `/api/rooms/${code}/tickets`)).json().iceServers;
    expect(await servers(guest, closed)).toEqual([stun]);
    expect(await servers(host, closed)).toEqual([stun, turn]);
    expect(await servers(guest, open)).toEqual([stun, turn]);
  });

  it('are not given to who is not signed in', async () => {
    const { app, newRoom } = await start();
    const answer = await app.inject({ method: 'POST', url: `/api/rooms/${await newRoom({})}/tickets` });
    expect(answer.statusCode).toBe(401);
  });
});
