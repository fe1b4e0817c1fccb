import { describe, expect, it } from 'vitest';
import type { Envelope } from '../room/envelope.ts';
import type { Bus } from '../room/ports.ts';
import { newcomer, ticketRoom } from '../room/room-fixtures.ts';

const { roomId } = ticketRoom();
const moved = (socketId: string): Envelope => ({
  kind: 'moved',
  connectionId: newcomer('A').connectionId,
  socketId,
  moves: 1,
});

/** Collects envelopes; `until` resolves when so many are here. */
function collector() {
  const envelopes: Envelope[] = [];
  let notify = () => {};
  return {
    envelopes,
    deliver: (envelope: Envelope) => {
      envelopes.push(envelope);
      notify();
    },
    until: (count: number) =>
      new Promise<void>((resolve) => {
        notify = () => {
          if (envelopes.length >= count) resolve();
        };
        notify();
      }),
  };
}

/** What every {@link Bus} must do, whatever carries it. */
export function busContract(name: string, create: () => Bus | Promise<Bus>): void {
  describe(name, () => {
    it("delivers in order to every subscriber of the room, the publisher's own included, whole", async () => {
      const bus = await create();
      const [one, two] = [collector(), collector()];
      await bus.subscribe(roomId, one.deliver);
      await bus.subscribe(roomId, two.deliver);
      const sent = ['a', 'b', 'c'].map(moved);
      for (const envelope of sent) await bus.publish(roomId, envelope);
      await Promise.all([one.until(3), two.until(3)]);
      expect(one.envelopes).toEqual(sent);
      expect(two.envelopes).toEqual(sent);
    });

    it('delivers nothing of another room, nor after the unsubscription', async () => {
      const bus = await create();
      const [here, there, witness] = [collector(), collector(), collector()];
      const unsubscribe = await bus.subscribe(roomId, here.deliver);
      await bus.subscribe(ticketRoom().roomId, there.deliver);
      await bus.subscribe(roomId, witness.deliver);
      await unsubscribe();
      await unsubscribe();
      await bus.publish(roomId, moved('a'));
      await witness.until(1);
      expect([here.envelopes, there.envelopes]).toEqual([[], []]);
    });

    it('does not deliver within the call that publishes', async () => {
      const bus = await create();
      const here = collector();
      await bus.subscribe(roomId, here.deliver);
      const published = bus.publish(roomId, moved('a'));
      expect(here.envelopes).toEqual([]);
      await published;
      await here.until(1);
    });
  });
}
