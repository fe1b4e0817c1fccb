import { randomUUID } from 'node:crypto';
import { UserId } from '@cline-meet/protocol';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../lib/clock.ts';
import { HOUR_MS, ManualClock, START_MS, ticketRoom } from '../room/room-fixtures.ts';
import type { LoginSession, SessionIndex } from '../room/session-index.ts';

const UNTIL_MS = START_MS + HOUR_MS;
const RACES = 50;

/** What every {@link SessionIndex} must do. Those of one `create` share what they keep, as pods do. */
export function sessionIndexContract(name: string, create: (clock: Clock) => [SessionIndex, SessionIndex]): void {
  const start = () => {
    const clock = new ManualClock();
    const [hub, auth] = create(clock);
    return { clock, hub, auth };
  };
  const session = (userId = UserId.parse(randomUUID())): LoginSession => ({ userId, sessionId: randomUUID() });
  const roomId = () => ticketRoom().roomId;

  describe(`${name}: login sessions`, () => {
    it('answers the rooms of a session that ends, each once, and again when asked again', async () => {
      const { hub, auth } = start();
      const [mine, one, two] = [session(), roomId(), roomId()];
      for (const room of [one, two, one]) expect(await hub.note(mine, room, UNTIL_MS)).toBe(true);
      for (const _time of ['first', 'again']) {
        expect((await auth.end(mine, UNTIL_MS)).sort()).toEqual([one, two].sort());
      }
    });

    it('takes no room of a session that has ended', async () => {
      const { hub, auth } = start();
      const mine = session();
      expect(await auth.end(mine, UNTIL_MS)).toEqual([]);
      expect(await hub.note(mine, roomId(), UNTIL_MS)).toBe(false);
      expect(await auth.end(mine, UNTIL_MS)).toEqual([]);
    });

    it('keeps the sessions of one person apart, and the people', async () => {
      const { hub, auth } = start();
      const mine = session();
      const [other, stranger] = [session(mine.userId), { ...session(), sessionId: mine.sessionId }];
      const rooms = [roomId(), roomId(), roomId()] as const;
      for (const [index, each] of [mine, other, stranger].entries())
        await hub.note(each, rooms[index] ?? rooms[0], UNTIL_MS);
      expect(await auth.end(mine, UNTIL_MS)).toEqual([rooms[0]]);
      expect(await hub.note(other, roomId(), UNTIL_MS)).toBe(true);
      expect(await hub.note(stranger, roomId(), UNTIL_MS)).toBe(true);
    });

    it('forgets a room and an end when their time has passed, and not before', async () => {
      const { clock, hub, auth } = start();
      const [mine, other, short, long] = [session(), session(), roomId(), roomId()];
      await hub.note(mine, short, UNTIL_MS);
      await hub.note(mine, long, UNTIL_MS + HOUR_MS);
      await auth.end(other, UNTIL_MS);
      clock.advance(HOUR_MS - 1);
      expect(await hub.note(other, short, UNTIL_MS)).toBe(false);
      clock.advance(1);
      expect(await auth.end(mine, UNTIL_MS + HOUR_MS)).toEqual([long]);
      expect(await hub.note(other, short, UNTIL_MS + HOUR_MS)).toBe(true);
    });

    it('never shortens what is kept', async () => {
      const { clock, hub, auth } = start();
      const [mine, other, room] = [session(), session(), roomId()];
      for (const untilMs of [UNTIL_MS, START_MS + 1]) {
        await hub.note(mine, room, untilMs);
        await auth.end(other, untilMs);
      }
      clock.advance(HOUR_MS - 1);
      expect(await hub.note(other, room, UNTIL_MS)).toBe(false);
      expect(await auth.end(mine, UNTIL_MS)).toEqual([room]);
    });

    it('lets no session end unseen while it comes into a room', async () => {
      const { hub, auth } = start();
      const seen = new Set<string>();
      for (let race = 0; race < RACES; race += 1) {
        const [mine, room] = [session(), roomId()];
        const note = () => hub.note(mine, room, UNTIL_MS);
        const end = () => auth.end(mine, UNTIL_MS);
        const [isOpen, rooms] = race % 2 === 0 ? await both(note, end) : (await both(end, note)).reverse();
        seen.add(isOpen ? 'the sign-out saw the room' : 'the room saw the sign-out');
        expect(rooms).toEqual(isOpen ? [room] : []);
      }
      // Both orders were met, or the test would show nothing.
      expect(seen.size).toBe(2);
    });
  });
}

function both(one: () => Promise<unknown>, other: () => Promise<unknown>): Promise<unknown[]> {
  return Promise.all([one(), other()]);
}
