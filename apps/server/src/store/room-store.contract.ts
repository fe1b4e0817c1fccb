import { type MediaTopology, MessageId, type RoomEvent } from '@cline-meet/protocol';
import { describe, expect, it } from 'vitest';
import type { Newcomer, Returner } from '../room/model.ts';
import { HOUR_MS, newcomer, START_MS, ticketRoom } from '../room/room-fixtures.ts';
import type { RoomStore, Stamp } from '../room/room-store.ts';

const stamp: Stamp = { at: new Date(START_MS).toISOString() };
const MANY = 100;

function returning(person: Newcomer, change: Partial<Returner> = {}): Returner {
  const { connectionId, tokenHash, media } = person;
  return { connectionId, tokenHash, media, socketId: 'second-socket', reloaded: false, ...change };
}

/** What every {@link RoomStore} must do, whichever database is behind it. */
export function roomStoreContract(name: string, create: () => RoomStore | Promise<RoomStore>): void {
  async function meeting(change: Parameters<typeof ticketRoom>[0] = {}) {
    const store = await create();
    const room = ticketRoom(change);
    const enter = (person: Newcomer, maxParticipants = MANY) => store.enter(room, person, maxParticipants, stamp);
    const host = newcomer('Hanako', { role: 'host' });
    await enter(host);
    return { store, room, roomId: room.roomId, enter, host };
  }
  const seqs = (events: readonly RoomEvent[] | null) => events?.map((event) => event.seq);
  const say = (person: Newcomer, id: string) => ({
    connectionId: person.connectionId,
    messageId: MessageId.parse(id),
    text: `text ${id}`,
  });

  describe(`${name}: tickets`, () => {
    it('takes a ticket once, also from many at the same time', async () => {
      const store = await create();
      const takes = await Promise.all([1, 2, 3].map(() => store.takeTicket('t', START_MS + 1000)));
      expect(takes.filter(Boolean)).toHaveLength(1);
      expect(await store.takeTicket('other', START_MS + 1000)).toBe(true);
    });
  });

  describe(`${name}: the door`, () => {
    it('shows a newcomer the room with themselves in it, as of their own event', async () => {
      const { enter, host } = await meeting();
      const ken = newcomer('Ken');
      const entry = await enter(ken);
      expect(entry).toMatchObject({ outcome: 'joined', event: { seq: 2, senderConnectionId: ken.connectionId } });
      expect(entry).toMatchObject({ snapshot: { seq: 2, participants: [{ name: host.name }, { name: 'Ken' }] } });
    });

    it('has guests knock but never a host, and tells a knock from an entry in the log', async () => {
      const { store, roomId, enter } = await meeting({ waitingRoom: true });
      expect((await enter(newcomer('Ken'))).outcome).toBe('waiting');
      expect((await enter(newcomer('Second host', { role: 'host' }))).outcome).toBe('joined');
      expect((await store.waitingList(roomId)).map((person) => person.name)).toEqual(['Ken']);
      expect((await store.snapshot(roomId))?.participants).toHaveLength(2);
    });

    it('keeps whether the room is encrypted, as its first ticket has it', async () => {
      const { store, room, roomId } = await meeting({ encrypted: true });
      expect((await store.snapshot(roomId))?.room.encrypted).toBe(true);
      const forged = { ...room, encrypted: false };
      expect(await store.enter(forged, newcomer('Ken'), MANY, stamp)).toMatchObject({
        snapshot: { room: { encrypted: true } },
      });
    });

    it('keeps the settings of the open room, whatever a later ticket says', async () => {
      const { store, room, roomId } = await meeting({ waitingRoom: true });
      const stale = { ...room, waitingRoom: false };
      expect((await store.enter(stale, newcomer('Ken'), MANY, stamp)).outcome).toBe('waiting');
      expect((await store.lookInto(roomId))?.settings.waitingRoom).toBe(true);
      expect(await store.stateOf(roomId)).toBe('open');
    });

    it('refuses newcomers of a locked room, not hosts and not who returns', async () => {
      const { store, roomId, enter } = await meeting();
      const ken = newcomer('Ken');
      await enter(ken);
      await store.changeSettings(roomId, { locked: true }, stamp);
      expect(await enter(newcomer('Late'))).toEqual({ outcome: 'refused', code: 'room_locked' });
      expect((await enter(newcomer('Second host', { role: 'host' }))).outcome).toBe('joined');
      expect((await store.resume(roomId, returning(ken), stamp)).outcome).toBe('joined');
    });

    it('gives the last place to one of many', async () => {
      const { enter } = await meeting();
      const entries = await Promise.all(['A', 'B', 'C'].map((one) => enter(newcomer(one), 2)));
      expect(entries.filter((entry) => entry.outcome === 'joined')).toHaveLength(1);
      expect(entries).toContainEqual({ outcome: 'refused', code: 'room_full' });
    });

    it('admits one or all in the order they came, and as far as there are places', async () => {
      const { store, roomId, enter } = await meeting({ waitingRoom: true });
      const [ken, ann, bob] = [newcomer('Ken'), newcomer('Ann'), newcomer('Bob')];
      for (const person of [ken, ann, bob]) await enter(person);
      expect((await store.admit(roomId, ann.connectionId, MANY, stamp)).admitted[0]?.payload.participant.name).toBe(
        'Ann',
      );
      const rest = await store.admit(roomId, 'everyone', 3, stamp);
      expect(rest.admitted.map((event) => event.payload.participant.name)).toEqual(['Ken']);
      expect(rest.full).toBe(true);
      expect((await store.waitingList(roomId)).map((person) => person.name)).toEqual(['Bob']);
      expect(await store.admit(roomId, ken.connectionId, MANY, stamp)).toEqual({ admitted: [], full: false });
    });

    it('lets in without a knock who was in before, until a host removes them', async () => {
      const { store, roomId, enter } = await meeting({ waitingRoom: true });
      const ken = newcomer('Ken');
      await enter(ken);
      await store.admit(roomId, 'everyone', MANY, stamp);
      await store.leave(roomId, ken.connectionId, stamp);
      const back = newcomer('Ken', { userId: ken.userId });
      expect((await enter(back)).outcome).toBe('joined');
      await store.remove(roomId, ken.userId, stamp);
      expect((await enter(newcomer('Ken', { userId: ken.userId }))).outcome).toBe('waiting');
    });

    it('has who was removed knock even where others need not', async () => {
      const { store, roomId, enter } = await meeting({ waitingRoom: false });
      const ken = newcomer('Ken');
      await enter(ken);
      await store.remove(roomId, ken.userId, stamp);
      expect((await enter(newcomer('Ken', { userId: ken.userId }))).outcome).toBe('waiting');
      expect((await enter(newcomer('Ann'))).outcome).toBe('joined');
    });

    it('takes denied people out of the waiting room', async () => {
      const { store, roomId, enter } = await meeting({ waitingRoom: true });
      const ken = newcomer('Ken');
      await enter(ken);
      expect(await store.deny(roomId, ken.connectionId)).toEqual([ken.connectionId]);
      expect(await store.deny(roomId, ken.connectionId)).toEqual([]);
      expect((await store.resume(roomId, returning(ken), stamp)).outcome).toBe('gone');
    });
  });

  describe(`${name}: a login session`, () => {
    it('gives up all its places in one step, whatever their state, and nobody else’s', async () => {
      const { store, roomId, enter } = await meeting({ waitingRoom: true });
      const ken = newcomer('Ken');
      const { sessionId, userId } = ken;
      const tab = (change: Partial<Newcomer> = {}) => newcomer('Ken', { sessionId, userId, ...change });
      const [inside, lost, atTheDoor] = [tab(), tab(), tab({ userId: newcomer('x').userId })];
      const otherLogin = tab({ sessionId: 'another' });
      await enter(ken);
      await store.admit(roomId, 'everyone', MANY, stamp);
      for (const person of [inside, lost, atTheDoor, otherLogin]) await enter(person);
      await store.lose(roomId, lost.connectionId, lost.socketId, START_MS + HOUR_MS, stamp);

      const { left, waiting } = await store.leaveSession(roomId, ken.sessionId, stamp);
      const gone = left.map(({ payload }) => payload);
      expect(gone.map(({ connectionId }) => connectionId)).toEqual(
        [ken, inside, lost].map(({ connectionId }) => connectionId),
      );
      expect(new Set(gone.map(({ reason }) => reason))).toEqual(new Set(['left']));
      expect(waiting).toEqual([atTheDoor.connectionId]);
      for (const person of [ken, inside, lost, atTheDoor]) {
        expect((await store.resume(roomId, returning(person), stamp)).outcome).toBe('gone');
      }
      expect((await store.snapshot(roomId))?.participants.map(({ connectionId }) => connectionId)).toContain(
        otherLogin.connectionId,
      );
      expect(await store.leaveSession(roomId, ken.sessionId, stamp)).toEqual({ left: [], waiting: [] });
      expect((await store.reap(roomId, START_MS + HOUR_MS, stamp)).left).toEqual([]);
    });

    it('is told to who resumes a place, through an admission too, with the time of the room', async () => {
      const { store, room, roomId, enter } = await meeting({ waitingRoom: true });
      const ken = newcomer('Ken');
      const kept = { sessionId: ken.sessionId, expiresAtMs: Date.parse(room.expiresAt) };
      await enter(ken);
      expect(await store.resume(roomId, returning(ken), stamp)).toMatchObject({ outcome: 'waiting', ...kept });
      await store.admit(roomId, 'everyone', MANY, stamp);
      expect(await store.resume(roomId, returning(ken), stamp)).toMatchObject({ outcome: 'joined', ...kept });
      expect((await store.leaveSession(roomId, ken.sessionId, stamp)).left).toHaveLength(1);
    });

    it('has no place in a room that is not open', async () => {
      const store = await create();
      expect(await store.leaveSession(ticketRoom().roomId, 'any', stamp)).toEqual({ left: [], waiting: [] });
    });
  });

  describe(`${name}: coming back`, () => {
    it('is for who has the token alone', async () => {
      const { store, roomId, enter } = await meeting();
      const [ken, eve] = [newcomer('Ken'), newcomer('Eve')];
      await enter(ken);
      const forged = returning(ken, { tokenHash: eve.tokenHash });
      expect((await store.resume(roomId, forged, stamp)).outcome).toBe('gone');
      expect((await store.resume(roomId, returning(eve), stamp)).outcome).toBe('gone');
      expect((await store.resume(ticketRoom().roomId, returning(ken), stamp)).outcome).toBe('gone');
      expect((await store.resume(roomId, returning(ken), stamp)).outcome).toBe('joined');
    });

    it('shows reconnecting once, and connected again', async () => {
      const { store, roomId, host } = await meeting();
      const lost = await store.lose(roomId, host.connectionId, host.socketId, START_MS + 1, stamp);
      expect(lost?.payload.change).toEqual({ connection: 'reconnecting' });
      const back = await store.resume(roomId, returning(host), stamp);
      expect(back).toMatchObject({ events: [{ payload: { change: { connection: 'connected' } } }] });
    });

    it('belongs to the latest socket: the former one losing itself changes nothing', async () => {
      const { store, roomId, host } = await meeting();
      await store.resume(roomId, returning(host), stamp);
      expect(await store.lose(roomId, host.connectionId, host.socketId, START_MS + 1, stamp)).toBeNull();
    });

    it('counts its moves from socket to socket, those of the waiting room included', async () => {
      const { store, roomId, host, enter } = await meeting({ waitingRoom: true });
      for (const moves of [1, 2]) expect(await store.resume(roomId, returning(host), stamp)).toMatchObject({ moves });
      const ann = newcomer('Ann');
      await enter(ann);
      expect(await store.resume(roomId, returning(ann), stamp)).toMatchObject({ outcome: 'waiting', moves: 1 });
      await store.admit(roomId, 'everyone', 10, stamp);
      expect(await store.resume(roomId, returning(ann), stamp)).toMatchObject({ outcome: 'joined', moves: 2 });
    });

    it('never turns on what was off', async () => {
      const { store, roomId, host } = await meeting();
      const media = { microphone: false, camera: true };
      await store.changeParticipant(roomId, host.connectionId, media, stamp);
      const wishes = returning(host, { media: { microphone: true, camera: false } });
      const back = await store.resume(roomId, wishes, stamp);
      expect(back).toMatchObject({ participant: { microphone: false, camera: false } });
    });

    it('on a new page counts it, and ends the screen share that the old page held', async () => {
      const { store, roomId, host } = await meeting();
      await store.shareScreen(roomId, host.connectionId, { startedAt: stamp.at, withAudio: false }, stamp);
      const back = await store.resume(roomId, returning(host, { reloaded: true }), stamp);
      expect(back).toMatchObject({ participant: { incarnation: 1, screenShare: null } });
      expect(back.outcome === 'joined' && back.events.map((event) => event.type)).toEqual([
        'screen_share',
        'participant_state',
      ]);
    });

    it('reaps whose grace has passed, once, and nobody earlier', async () => {
      const { store, roomId, host, enter } = await meeting();
      await enter(newcomer('Ken'));
      await store.lose(roomId, host.connectionId, host.socketId, START_MS + 1000, stamp);
      expect((await store.reap(roomId, START_MS + 999, stamp)).left).toEqual([]);
      expect(await store.dueRooms(START_MS + 1000)).toEqual([roomId]);
      const reapings = await Promise.all([1, 2].map(() => store.reap(roomId, START_MS + 1000, stamp)));
      expect(reapings.flatMap(({ left }) => left.map((event) => event.payload.reason))).toEqual(['lost']);
      expect((await store.resume(roomId, returning(host), stamp)).outcome).toBe('gone');
    });

    it('keeps a lost place in the waiting room too, and reaps it', async () => {
      const { store, roomId, enter } = await meeting({ waitingRoom: true });
      const ken = newcomer('Ken');
      await enter(ken);
      expect(await store.lose(roomId, ken.connectionId, ken.socketId, START_MS + 10, stamp)).toBeNull();
      expect((await store.resume(roomId, returning(ken), stamp)).outcome).toBe('waiting');
      await store.lose(roomId, ken.connectionId, 'second-socket', START_MS + 10, stamp);
      expect((await store.reap(roomId, START_MS + 10, stamp)).waitingChanged).toBe(true);
      expect(await store.waitingList(roomId)).toEqual([]);
    });
  });

  describe(`${name}: the log`, () => {
    it('numbers events without a gap, also when they come at the same time', async () => {
      const { store, roomId, host, enter } = await meeting();
      const snapshot = await store.snapshot(roomId);
      await Promise.all([
        enter(newcomer('Ken')),
        store.appendChat(roomId, say(host, 'm1'), stamp),
        store.changeSettings(roomId, { locked: true }, stamp),
      ]);
      const events = await store.eventsAfter(roomId, snapshot?.epoch ?? '', 1);
      expect(seqs(events)).toEqual([2, 3, 4]);
      expect(events?.map((event) => event.epoch)).toEqual(Array(3).fill(snapshot?.epoch));
    });

    it('says that it does not know rather than leave something out', async () => {
      const { store, roomId, host } = await meeting();
      const epoch = (await store.snapshot(roomId))?.epoch ?? '';
      expect(await store.eventsAfter(roomId, epoch, 1)).toEqual([]);
      expect(await store.eventsAfter(roomId, epoch, 2)).toBeNull();
      expect(await store.eventsAfter(roomId, 'another epoch', 1)).toBeNull();
      for (let count = 0; count < 1000; count += 1) await store.appendChat(roomId, say(host, `m${count}`), stamp);
      expect(await store.eventsAfter(roomId, epoch, 1)).toHaveLength(1000);
      await store.appendChat(roomId, say(host, 'one-more'), stamp);
      expect(await store.eventsAfter(roomId, epoch, 1)).toBeNull();
      expect(await store.eventsAfter(roomId, epoch, 2)).toHaveLength(1000);
    });

    it('stores a chat message once per sender and id, and keeps the last 100', async () => {
      const { store, roomId, host, enter } = await meeting();
      const ken = newcomer('Ken');
      await enter(ken);
      expect(await store.appendChat(roomId, say(host, 'm'), stamp)).toMatchObject({ outcome: 'stored' });
      expect(await store.appendChat(roomId, say(host, 'm'), stamp)).toEqual({ outcome: 'duplicate', seq: 3 });
      expect(await store.appendChat(roomId, say(ken, 'm'), stamp)).toMatchObject({ outcome: 'stored' });
      for (let count = 0; count < 100; count += 1) await store.appendChat(roomId, say(ken, `k${count}`), stamp);
      const chat = (await store.snapshot(roomId))?.chat ?? [];
      expect([chat.length, chat[0]?.messageId, chat.at(-1)?.messageId]).toEqual([100, 'k0', 'k99']);
      expect(await store.appendChat(roomId, say(newcomer('Nobody'), 'm'), stamp)).toEqual({ outcome: 'absent' });
    });

    it('does not note a change that changes nothing', async () => {
      const { store, roomId, host } = await meeting();
      const same = await store.changeParticipant(roomId, host.connectionId, { microphone: true }, stamp);
      expect(same).toEqual({ outcome: 'unchanged' });
      expect(await store.changeSettings(roomId, { locked: false }, stamp)).toEqual({ outcome: 'unchanged' });
      const stop = await store.shareScreen(roomId, host.connectionId, null, stamp);
      expect(stop).toEqual({ outcome: 'unchanged' });
    });

    it('mutes everyone but the host in one event, and names those whose microphone was on', async () => {
      const { store, roomId, host, enter } = await meeting();
      const [ken, ann] = [newcomer('Ken'), newcomer('Ann', { media: { microphone: false, camera: true } })];
      await enter(ken);
      await enter(ann);
      const muted = await store.mute(roomId, 'everyone', host, stamp);
      expect(muted).toMatchObject({ event: { payload: { connectionIds: [ken.connectionId], byName: 'Hanako' } } });
      expect((await store.snapshot(roomId))?.participants.map((one) => one.microphone)).toEqual([true, false, false]);
      expect((await store.mute(roomId, newcomer('Nobody').connectionId, host, stamp)).outcome).toBe('absent');
    });
  });

  describe(`${name}: the arrangement of media`, () => {
    const sfu = (id: string): MediaTopology => ({ mode: 'sfu', id, nodeId: 'node-1' });

    it('begins as a mesh that the epoch names', async () => {
      const { store, roomId } = await meeting();
      const snapshot = await store.snapshot(roomId);
      expect(snapshot?.room.topology).toEqual({ mode: 'mesh', id: snapshot?.epoch, nodeId: null });
    });

    it('changes as an event of the room, and stands in the snapshot from then on', async () => {
      const { store, roomId, enter } = await meeting();
      const { epoch = '' } = (await store.snapshot(roomId)) ?? {};
      const change = await store.arrangeMedia(roomId, epoch, sfu('one'), stamp);
      expect(change).toMatchObject({ outcome: 'changed', event: { type: 'media_topology', seq: 2, epoch } });
      expect(change).toMatchObject({ event: { payload: sfu('one'), timestamp: stamp.at } });
      expect(await store.eventsAfter(roomId, epoch, 1)).toMatchObject([
        { type: 'media_topology', payload: sfu('one') },
      ]);
      expect((await store.snapshot(roomId))?.room.topology).toEqual(sfu('one'));
      expect(await enter(newcomer('Ken'))).toMatchObject({ snapshot: { room: { topology: sfu('one') } } });
    });

    it('changes from the arrangement that is named and from no other', async () => {
      const { store, roomId } = await meeting();
      const { epoch = '' } = (await store.snapshot(roomId)) ?? {};
      await store.arrangeMedia(roomId, epoch, sfu('one'), stamp);
      expect(await store.arrangeMedia(roomId, epoch, sfu('two'), stamp)).toEqual({ outcome: 'unchanged' });
      expect(await store.arrangeMedia(roomId, 'never was', sfu('two'), stamp)).toEqual({ outcome: 'unchanged' });
      expect(await store.eventsAfter(roomId, epoch, 2)).toEqual([]);
      const back: MediaTopology = { mode: 'mesh', id: 'three', nodeId: null };
      expect(await store.arrangeMedia(roomId, 'one', back, stamp)).toMatchObject({ event: { seq: 3 } });
      expect((await store.snapshot(roomId))?.room.topology).toEqual(back);
    });

    it('is changed by one of many who want to at the same time', async () => {
      const { store, roomId } = await meeting();
      const { epoch = '' } = (await store.snapshot(roomId)) ?? {};
      const names = ['a', 'b', 'c'];
      const changes = await Promise.all(names.map((id) => store.arrangeMedia(roomId, epoch, sfu(id), stamp)));
      const done = names.filter((_, index) => changes[index]?.outcome === 'changed');
      expect(done).toHaveLength(1);
      expect((await store.snapshot(roomId))?.room.topology.id).toBe(done[0]);
    });

    it('is of no room that is not there or has ended', async () => {
      const { store, roomId } = await meeting();
      const { epoch = '' } = (await store.snapshot(roomId)) ?? {};
      expect(await store.arrangeMedia(ticketRoom().roomId, epoch, sfu('one'), stamp)).toEqual({ outcome: 'absent' });
      await store.end(roomId);
      expect(await store.arrangeMedia(roomId, epoch, sfu('one'), stamp)).toEqual({ outcome: 'absent' });
    });

    it('is a mesh again in the next history of the room', async () => {
      const { store, roomId, enter } = await meeting();
      const { epoch = '' } = (await store.snapshot(roomId)) ?? {};
      await store.arrangeMedia(roomId, epoch, sfu('one'), stamp);
      await store.reap(roomId, START_MS + 24 * HOUR_MS, stamp);
      await enter(newcomer('Hanako', { role: 'host' }));
      const next = await store.snapshot(roomId);
      expect(next?.epoch).not.toBe(epoch);
      expect(next?.room.topology).toEqual({ mode: 'mesh', id: next?.epoch, nodeId: null });
    });
  });

  describe(`${name}: the end`, () => {
    it('removes every connection of a person, waiting ones too', async () => {
      const { store, roomId, host, enter } = await meeting();
      const ken = newcomer('Ken');
      await enter(ken);
      await enter(newcomer('Ken', { userId: ken.userId }));
      const by = { userId: host.userId, connectionId: host.connectionId };
      const removal = await store.remove(roomId, ken.userId, { ...stamp, by });
      expect(removal.left.map((event) => [event.payload.reason, event.senderUserId])).toEqual([
        ['removed', host.userId],
        ['removed', host.userId],
      ]);
    });

    it('ends once and for good', async () => {
      const { store, roomId, host, enter } = await meeting();
      const epoch = (await store.snapshot(roomId))?.epoch ?? '';
      expect((await store.end(roomId))?.map((one) => one.name)).toEqual(['Hanako']);
      expect(await store.end(roomId)).toBeNull();
      expect(await enter(newcomer('Late', { role: 'host' }))).toEqual({ outcome: 'refused', code: 'room_ended' });
      expect((await store.resume(roomId, returning(host), stamp)).outcome).toBe('ended');
      expect(await store.snapshot(roomId)).toBeNull();
      expect(await store.eventsAfter(roomId, epoch, 1)).toBeNull();
      expect(await store.lookInto(roomId)).toMatchObject({ participants: [], ended: true });
      expect(await store.stateOf(roomId)).toBe('ended');
    });

    it('forgets a room at its expiry, and says who was still in', async () => {
      const { store, roomId } = await meeting();
      const expiry = START_MS + 24 * HOUR_MS;
      expect(await store.dueRooms(expiry - 1)).toEqual([]);
      expect(await store.dueRooms(expiry)).toEqual([roomId]);
      expect((await store.reap(roomId, expiry, stamp)).expired?.map((one) => one.name)).toEqual(['Hanako']);
      expect((await store.reap(roomId, expiry, stamp)).expired).toBeNull();
      expect(await store.lookInto(roomId)).toBeNull();
      expect(await store.stateOf(roomId)).toBeNull();
    });

    it('tells a leave from one that had no place', async () => {
      const { store, roomId, host } = await meeting();
      expect(await store.leave(roomId, host.connectionId, stamp)).toMatchObject({ from: 'room', event: { seq: 2 } });
      expect(await store.leave(roomId, host.connectionId, stamp)).toBeNull();
    });
  });
}
