import type { ConnectionId, Participant, RoomEvent } from '@cline-meet/protocol';
import { beforeEach, expect, it, vi } from 'vitest';
import { FollowedRoom } from './followed-room.ts';
import type { RoomSnapshot } from './model.ts';
import { newcomer, ticketRoom } from './room-fixtures.ts';

const { roomId } = ticketRoom();
const epoch = 'first';

/** The store's side of a room: what has happened in it, and who is in it therefore. */
class Log {
  readonly events: RoomEvent[] = [];
  isOpen = true;
  readonly #inside = new Map<ConnectionId, Participant>();

  enter(name: string): RoomEvent {
    // A room is followed by these fields of who is in it alone.
    const participant = newcomer(name) as unknown as Participant;
    this.#inside.set(participant.connectionId, participant);
    const event = { type: 'user_joined', roomId, epoch, seq: this.events.length + 1, payload: { participant } };
    this.events.push(event as RoomEvent);
    return event as RoomEvent;
  }

  snapshot = async (): Promise<RoomSnapshot | null> => {
    const room = { topology: { mode: 'mesh' } };
    const snapshot = { epoch, seq: this.events.length, room, participants: [...this.#inside.values()], chat: [] };
    return this.isOpen ? (snapshot as unknown as RoomSnapshot) : null;
  };

  eventsAfter = async (_roomId: unknown, of: string, seq: number): Promise<RoomEvent[] | null> =>
    this.isOpen && of === epoch && seq <= this.events.length ? this.events.slice(seq) : null;
}

let log: Log;
let told: string[];
let room: FollowedRoom;

beforeEach(async () => {
  log = new Log();
  told = [];
  room = new FollowedRoom(roomId, log, {
    changed: () => told.push(`size ${room.picture?.size ?? 'none'}`),
    failed: (error) => told.push(String(error)),
    happened: async ({ seq }) => {
      // Time for another step to overtake this one, were it not held back.
      await Promise.resolve();
      told.push(`event ${seq} of ${room.picture?.size}`);
    },
    lost: async (snapshot) => void told.push(`afresh at ${snapshot?.seq ?? 'none'}`),
    healed: (events) => told.push(`healed ${events}`),
  });
  await room.step(() => room.readAll());
  told = [];
});

const hear = (event: RoomEvent) => room.step(() => room.hear(event));

it('tells of each event once and in order, however they come, with the room as it was after each', async () => {
  const [one, two, three] = [log.enter('Ken'), log.enter('Ann'), log.enter('Bob')];
  await Promise.all([one, three, two, one, three].map(hear));
  expect(told.filter((word) => word.startsWith('event'))).toEqual(['event 1 of 1', 'event 2 of 2', 'event 3 of 3']);
  expect(told).toContain('healed 2');
  expect(told.at(-1)).toBe('size 3');
});

it('reads from the log what the bus lost without a later event to show it', async () => {
  log.enter('Ken');
  await room.step(() => room.catchUp());
  expect(told).toEqual(['healed 1', 'event 1 of 1', 'size 1']);
});

it('reads the room afresh where the log does not tell what came between', async () => {
  await hear(log.enter('Ken'));
  const reads = vi.spyOn(log, 'eventsAfter').mockResolvedValueOnce(null);
  log.enter('Ann');
  await hear(log.enter('Bob'));
  expect(reads).toHaveBeenCalledTimes(1);
  expect(told.slice(2)).toEqual(['size 3', 'afresh at 3']);
});

it('shows a room that came back without its latest changes as it is, and not as it was', async () => {
  await hear(log.enter('Ken'));
  const lost = log.enter('Ann');
  await hear(lost);
  const restored = new Log();
  const ken = restored.enter('Ken');
  Object.assign(log, { snapshot: restored.snapshot, eventsAfter: restored.eventsAfter });
  told = [];
  await room.step(() => room.catchUp());
  expect(told).toEqual(['size 1', 'afresh at 1']);
  const next = restored.enter('Bob');
  await hear(next);
  expect([ken.seq, next.seq, room.picture?.size]).toEqual([1, 2, 2]);
});

it('knows nothing of a room that is closed', async () => {
  await hear(log.enter('Ken'));
  log.isOpen = false;
  told = [];
  await room.step(() => room.catchUp());
  expect(told).toEqual(['size none', 'afresh at none']);
});

it('goes on after a step that failed', async () => {
  vi.spyOn(log, 'eventsAfter').mockRejectedValueOnce(new Error('the store is away'));
  log.enter('Ken');
  await room.step(() => room.catchUp());
  await room.step(() => room.catchUp());
  expect(told).toEqual(['Error: the store is away', 'healed 1', 'event 1 of 1', 'size 1']);
});
