import { describe, expect, it } from 'vitest';
import type { Newcomer } from '../room/model.ts';
import { newcomer, START_MS, ticketRoom } from '../room/room-fixtures.ts';
import type { MediaPlaceWish, RoomStore, Stamp } from '../room/room-store.ts';
import { MOST_RELAYS } from '../room/topologies.ts';

const stamp: Stamp = { at: new Date(START_MS).toISOString() };

/** Where the media of participants goes, in every {@link RoomStore}. */
export function mediaPlacesContract(name: string, create: () => RoomStore | Promise<RoomStore>): void {
  /** A room on the node `main`, with so many people. */
  async function onMain(count: number) {
    const store = await create();
    const room = ticketRoom({});
    const people = Array.from({ length: count }, (_, index) => newcomer(`Person ${index}`, { role: 'host' }));
    for (const person of people) await store.enter(room, person, 100, stamp);
    const { roomId } = room;
    const { epoch = '' } = (await store.snapshot(roomId)) ?? {};
    await store.arrangeMedia(roomId, epoch, { mode: 'sfu', id: 'one', nodeId: 'main' }, stamp);
    const place = (person: Newcomer | undefined, wish: Partial<MediaPlaceWish> = {}) =>
      store.placeMedia(
        roomId,
        {
          connectionId: (person ?? newcomer('Nobody')).connectionId,
          topologyId: 'one',
          open: ['main', 'second', 'third'],
          mostOnNode: 2,
          ...wish,
        },
        stamp,
      );
    const nodeOf = async (...args: Parameters<typeof place>) => {
      const placing = await place(...args);
      return placing.outcome === 'placed' ? placing.nodeId : placing.outcome;
    };
    const topology = async () => (await store.snapshot(roomId))?.room.topology;
    return { store, room, roomId, epoch, people, place, nodeOf, topology };
  }

  describe(`${name}: the place of a participant's media`, () => {
    it('is the main node while it has room, and tells nobody', async () => {
      const { store, people, place, roomId, epoch } = await onMain(2);
      for (const person of people) {
        expect(await place(person)).toEqual({ outcome: 'placed', nodeId: 'main', event: null });
      }
      expect(await store.eventsAfter(roomId, epoch, 3)).toEqual([]);
    });

    it('is then a relay, which the room hears of once, within the arrangement that it has', async () => {
      const { store, people, place, nodeOf, roomId, epoch, topology } = await onMain(4);
      for (const person of people.slice(0, 2)) await place(person);
      const spread = { mode: 'sfu', id: 'one', nodeId: 'main', relays: ['second'] };
      expect(await place(people[2])).toMatchObject({
        nodeId: 'second',
        event: { type: 'media_topology', payload: spread, timestamp: stamp.at },
      });
      expect(await place(people[3])).toEqual({ outcome: 'placed', nodeId: 'second', event: null });
      expect(await topology()).toEqual(spread);
      expect(await store.eventsAfter(roomId, epoch, 5)).toMatchObject([{ payload: spread }]);
      expect(await nodeOf(people[0])).toBe('main');
    });

    it('is kept, whoever asks and whatever takes more by then', async () => {
      const { people, nodeOf } = await onMain(3);
      for (const person of people) await nodeOf(person);
      expect(await nodeOf(people[0], { open: ['third'] })).toBe('main');
      expect(await nodeOf(people[2], { open: ['main'], mostOnNode: 9 })).toBe('second');
    });

    it('is kept by who comes back with a new page', async () => {
      const { store, roomId, people, nodeOf } = await onMain(3);
      for (const person of people) await nodeOf(person);
      const [, , last] = people;
      if (!last) throw new Error('nobody');
      const { connectionId, tokenHash, media } = last;
      const back = { connectionId, tokenHash, media, socketId: 'next', reloaded: true };
      expect(await store.resume(roomId, back, stamp)).toMatchObject({ outcome: 'joined' });
      expect(await nodeOf(last, { open: ['main'], mostOnNode: 9 })).toBe('second');
    });

    it('is free again when its participant leaves', async () => {
      const { store, roomId, people, nodeOf } = await onMain(3);
      for (const person of people.slice(0, 2)) await nodeOf(person);
      await store.leave(roomId, people[0]?.connectionId ?? newcomer('').connectionId, stamp);
      expect(await nodeOf(people[2])).toBe('main');
    });

    it('is given within the bounds to many who ask at once', async () => {
      const { people, nodeOf, topology } = await onMain(6);
      const nodes = await Promise.all(people.map((person) => nodeOf(person)));
      expect(nodes.toSorted()).toEqual(['main', 'main', 'second', 'second', 'third', 'third']);
      expect((await topology())?.relays).toEqual(['second', 'third']);
    });

    it('is where fewest are when there are no more nodes, or no more relays are allowed', async () => {
      const { people, nodeOf } = await onMain(4);
      const open = ['main', 'second'];
      const nodes: string[] = [];
      for (const person of people) nodes.push(await nodeOf(person, { open, mostOnNode: 1 }));
      expect(nodes).toEqual(['main', 'second', 'main', 'second']);

      const other = await onMain(MOST_RELAYS + 2);
      const many = ['main', ...Array.from({ length: MOST_RELAYS + 1 }, (_, index) => `relay-${index}`)];
      for (const person of other.people) await other.nodeOf(person, { open: many, mostOnNode: 1 });
      expect((await other.topology())?.relays).toEqual(many.slice(1, MOST_RELAYS + 1));
    });

    it('is not a full node, unless all are', async () => {
      const { people, nodeOf } = await onMain(2);
      expect(await nodeOf(people[0], { open: ['second'] })).toBe('second');
      expect(await nodeOf(people[1], { open: [] })).toBe('main');
    });

    it('is none in another arrangement, in a mesh, for who is not in, and after the end', async () => {
      const { store, roomId, epoch, people, nodeOf } = await onMain(1);
      expect(await nodeOf(people[0], { topologyId: 'other' })).toBe('stale');
      expect(await nodeOf(undefined)).toBe('absent');
      await store.arrangeMedia(roomId, 'one', { mode: 'mesh', id: 'two', nodeId: null }, stamp);
      expect(await nodeOf(people[0], { topologyId: 'two' })).toBe('stale');
      expect(await nodeOf(people[0], { topologyId: epoch })).toBe('stale');
      await store.end(roomId);
      expect(await nodeOf(people[0], { topologyId: 'two' })).toBe('absent');
      const never = { connectionId: newcomer('').connectionId, topologyId: 'one', open: [], mostOnNode: 1 };
      expect(await store.placeMedia(ticketRoom().roomId, never, stamp)).toEqual({ outcome: 'absent' });
    });

    it('begins anew with the next arrangement, which has no relays', async () => {
      const { store, roomId, people, nodeOf, topology } = await onMain(3);
      for (const person of people) await nodeOf(person);
      const next = { mode: 'sfu', id: 'two', nodeId: 'third' } as const;
      await store.arrangeMedia(roomId, 'one', next, stamp);
      expect(await topology()).toEqual(next);
      expect(await nodeOf(people[2], { topologyId: 'two', open: ['third'] })).toBe('third');
    });
  });

  describe(`${name}: a relay that is taken out`, () => {
    it('is gone from the arrangement once, and who was on it is placed anew, and nobody else', async () => {
      const { store, roomId, people, nodeOf, topology } = await onMain(5);
      for (const person of people) await nodeOf(person);
      const removed = { mode: 'sfu', id: 'one', nodeId: 'main', relays: ['third'] };
      expect(await store.removeRelay(roomId, 'one', 'second', stamp)).toMatchObject({
        outcome: 'changed',
        event: { type: 'media_topology', payload: removed },
      });
      expect(await store.removeRelay(roomId, 'one', 'second', stamp)).toEqual({ outcome: 'unchanged' });
      expect(await topology()).toEqual(removed);
      const nodes: string[] = [];
      for (const person of people) nodes.push(await nodeOf(person, { open: ['main', 'third'] }));
      expect(nodes).toEqual(['main', 'main', 'third', 'main', 'third']);
    });

    it('leaves the arrangement as it was before the first relay when it was the last', async () => {
      const { store, roomId, people, nodeOf, topology } = await onMain(1);
      await nodeOf(people[0], { open: ['second'] });
      await store.removeRelay(roomId, 'one', 'second', stamp);
      expect(await topology()).toEqual({ mode: 'sfu', id: 'one', nodeId: 'main' });
    });

    it('is none of another arrangement, nor the main node, nor of a room that is not there or has ended', async () => {
      const { store, roomId, people, nodeOf } = await onMain(1);
      await nodeOf(people[0], { open: ['second'] });
      expect(await store.removeRelay(roomId, 'other', 'second', stamp)).toEqual({ outcome: 'unchanged' });
      expect(await store.removeRelay(roomId, 'one', 'main', stamp)).toEqual({ outcome: 'unchanged' });
      expect(await store.removeRelay(ticketRoom().roomId, 'one', 'second', stamp)).toEqual({ outcome: 'absent' });
      await store.end(roomId);
      expect(await store.removeRelay(roomId, 'one', 'second', stamp)).toEqual({ outcome: 'absent' });
    });
  });
}
