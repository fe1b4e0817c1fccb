import { randomUUID } from 'node:crypto';
import { ConnectionId, MessageId, UserId } from '@cline-meet/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  MEDIA_LATE_MS,
  MEDIA_LEASE_MS,
  type MediaNodeInfo,
  type MediaNodeSeat,
  type MediaNodes,
  type MediaRequest,
  type NodeMessage,
} from '../room/media-nodes.ts';
import { ManualClock, ticketRoom } from '../room/room-fixtures.ts';

const node = (id: string, change: Partial<MediaNodeInfo> = {}): MediaNodeInfo => ({
  id,
  weight: 1,
  rooms: 0,
  isFull: false,
  ...change,
});

const request = (id: string): MediaRequest => ({
  roomId: ticketRoom().roomId,
  topologyId: 'one',
  connectionId: ConnectionId.parse(randomUUID()),
  userId: UserId.parse(randomUUID()),
  id: MessageId.parse(id),
  action: { action: 'describe' },
});

/** Collects requests; `until` resolves when so many are here. */
function collector() {
  const requests: NodeMessage[] = [];
  let notify = () => {};
  const deliver = (one: NodeMessage) => {
    requests.push(one);
    notify();
  };
  const until = (count: number) =>
    new Promise<void>((resolve) => {
      notify = () => requests.length >= count && resolve();
      notify();
    });
  return { requests, deliver, until };
}

/** What hubs and media nodes may rely on, whatever lies between them. `create` may give each call another end of it. */
export function mediaNodesContract(name: string, create: (clock: ManualClock) => MediaNodes & MediaNodeSeat): void {
  let clock: ManualClock;
  let hub: MediaNodes;
  let seat: MediaNodeSeat;
  // Names of their own: what one test leaves must not be taken for another's.
  let [one, two]: string[] = [];
  beforeEach(() => {
    clock = new ManualClock();
    [hub, seat] = [create(clock), create(clock)];
    [one, two] = [randomUUID(), randomUUID()];
  });
  const ids = async () => (await hub.live()).map(({ id }) => id).sort();

  describe(`${name}: who lives`, () => {
    it('is nobody at first', async () => {
      expect(await hub.live()).toEqual([]);
    });

    it('is who said so, as it last said', async () => {
      await seat.renew(node(`${one}`));
      await seat.renew(node(`${two}`));
      await seat.renew(node(`${one}`, { rooms: 7, weight: 2, isFull: true }));
      const live = await hub.live();
      expect(live).toHaveLength(2);
      expect(live).toContainEqual(node(`${one}`, { rooms: 7, weight: 2, isFull: true }));
      expect(live).toContainEqual(node(`${two}`));
    });

    it('ends with the lease of each on its own', async () => {
      for (const id of [one, two]) await seat.receive(`${id}`, () => {});
      await seat.renew(node(`${one}`));
      clock.advance(MEDIA_LEASE_MS - 1);
      await seat.renew(node(`${two}`));
      expect(await ids()).toEqual([one, two].sort());
      clock.advance(1);
      expect(await ids()).toEqual([two]);
      await seat.renew(node(`${two}`));
      clock.advance(MEDIA_LEASE_MS);
      expect(await ids()).toEqual([]);
    });

    it('ends early for who is late and does not listen: it ended without a word', async () => {
      const heard = collector();
      const unsubscribe = await seat.receive(`${one}`, heard.deliver);
      await seat.receive(`${two}`, heard.deliver);
      for (const id of [one, two]) await seat.renew(node(`${id}`));
      await unsubscribe();
      clock.advance(MEDIA_LATE_MS - 1);
      expect(await ids()).toEqual([one, two].sort());
      clock.advance(1);
      expect(await ids()).toEqual([two]);
      await seat.renew(node(`${one}`));
      expect(await ids()).toEqual([one, two].sort());
      // Who was asked whether they listen got no message for it.
      await hub.send(`${two}`, request('first'));
      await heard.until(1);
      expect(heard.requests).toMatchObject([{ id: 'first' }]);
    });

    it('ends at once for who gives the lease back, and begins again', async () => {
      await seat.renew(node(`${one}`));
      await seat.renew(node(`${two}`));
      await seat.release(`${one}`);
      await seat.release(`${one}`);
      expect(await ids()).toEqual([two]);
      await seat.renew(node(`${one}`));
      expect(await ids()).toEqual([one, two].sort());
    });
  });

  describe(`${name}: requests`, () => {
    it('reach their node in order, whole, and no other node', async () => {
      const [here, there] = [collector(), collector()];
      await seat.receive(`${one}`, here.deliver);
      await seat.receive(`${two}`, there.deliver);
      const sent = Array.from({ length: 20 }, (_, index) => request(`${index}`));
      await Promise.all(sent.map((each) => hub.send(`${one}`, each)));
      await hub.send(`${two}`, request('last'));
      await Promise.all([here.until(20), there.until(1)]);
      expect(here.requests).toEqual(sent);
      expect(there.requests).toMatchObject([{ id: 'last' }]);
    });

    it('are refused where nobody takes them, before and after', async () => {
      await expect(hub.send(`${one}`, request('a'))).rejects.toThrow();
      const end = await seat.receive(`${one}`, () => {});
      await hub.send(`${one}`, request('b'));
      await end();
      await end();
      await expect(hub.send(`${one}`, request('c'))).rejects.toThrow();
    });

    it('are not delivered within the call that sends them', async () => {
      const here = collector();
      await seat.receive(`${one}`, here.deliver);
      const sent = hub.send(`${one}`, request('a'));
      expect(here.requests).toEqual([]);
      await sent;
      await here.until(1);
    });
  });
}
