import type { RoomCode, RoomId } from '@cline-meet/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { verifyTicket } from '../room/ticket.ts';
import { startApp, stun, turn } from './app-fixture.ts';
import { MISSES_PER_PERSON } from './guess-limit.ts';

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

  it('are encrypted where their creator wants it, which all who come by and their tickets are told', async () => {
    const { host, guest, tickets, newRoom } = await start();
    const [plain, code] = [await newRoom({}), await newRoom({ encrypted: true })];
    expect((await guest.call('GET', `/api/rooms/${plain}`)).json().encrypted).toBe(false);
    expect((await guest.call('GET', `/api/rooms/${code}`)).json().encrypted).toBe(true);
    const { rooms } = (await host.call('GET', '/api/rooms')).json();
    expect(rooms).toContainEqual(expect.objectContaining({ code, encrypted: true }));
    expect(rooms).toContainEqual(expect.objectContaining({ code: plain, encrypted: false }));
    const { ticket } = (await guest.call('POST', `/api/rooms/${code}/tickets`, {})).json();
    expect((await verifyTicket(tickets, ticket))?.room.encrypted).toBe(true);
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
      [await newRoom({}), 'zzz-zzzz-zzz', 'x'].map((code) => app.inject({ url: `/api/rooms/${code}` })),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401]);
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
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

  it('cannot be found by trying codes, one by one or all at once', async () => {
    const { guest, host, newRoom, clock } = await start();
    const code = await newRoom({});
    const tries = Array.from({ length: 40 }, () => guest.call('GET', '/api/rooms/zzz-zzzz-zzz'));
    const statuses = (await Promise.all(tries)).map(({ statusCode }) => statusCode);
    expect(statuses.filter((status) => status === 404)).toHaveLength(MISSES_PER_PERSON);
    const refused = await guest.call('GET', `/api/rooms/${code}`);
    expect(refused.json().error).toMatchObject({ code: 'rate_limited', retryAfterMs: 60_000 });
    expect((await guest.call('POST', `/api/rooms/${code}/tickets`)).statusCode).toBe(429);
    expect((await host.call('GET', `/api/rooms/${code}`)).statusCode).toBe(200);
    clock.nowMs += 60_000;
    expect((await guest.call('GET', `/api/rooms/${code}`)).statusCode).toBe(200);
  });

  it('may be asked for as often as one likes where they exist', async () => {
    const { guest, newRoom } = await start();
    const code = await newRoom({});
    for (let look = 0; look < 3 * MISSES_PER_PERSON; look++) {
      expect((await guest.call('GET', `/api/rooms/${code}`)).statusCode).toBe(200);
    }
  });
});

describe('tickets', () => {
  it('carry what the hub must know', async () => {
    const { guest, tickets, newRoom, records } = await start();
    const code = await newRoom({ name: 'Standup' });
    const answer = (await guest.call('POST', `/api/rooms/${code}/tickets`)).json();
    expect(await verifyTicket(tickets, answer.ticket)).toMatchObject({
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
    const ticket = async (who: typeof guest, code: string) =>
      (await who.call('POST', `/api/rooms/${code}/tickets`)).json();
    const withTurn = { iceServers: [stun, turn], iceTransportPolicy: 'relay', ttlSeconds: 600 };
    const toWait = await ticket(guest, closed);
    expect(toWait).toMatchObject({ iceServers: [stun], iceTransportPolicy: 'relay' });
    expect(toWait).not.toHaveProperty('ttlSeconds');
    expect(await ticket(host, closed)).toMatchObject(withTurn);
    expect(await ticket(guest, open)).toMatchObject(withTurn);
  });

  it('are not given to who is not signed in', async () => {
    const { app, newRoom } = await start();
    const answer = await app.inject({ method: 'POST', url: `/api/rooms/${await newRoom({})}/tickets` });
    expect(answer.statusCode).toBe(401);
  });
});
