import type { RoomCode } from '@cline-meet/protocol';
import type { Clock } from '../lib/clock.ts';
import { Failure } from './failure.ts';
import type { Asker, GuessLimit } from './guess-limit.ts';
import type { RoomGlimpse, RoomGlimpses, RoomRecord, Rooms } from './ports.ts';

export interface RoomAccessContext {
  readonly rooms: Rooms;
  readonly glimpses: RoomGlimpses;
  readonly clock: Clock;
  readonly guesses: GuessLimit;
}

/** A room that the person may enter, or knock at, with its settings as they are now. */
export interface EnterableRoom {
  record: RoomRecord;
  glimpse: RoomGlimpse | null;
  isHost: boolean;
  /** Whether they go in without knocking, as far as can be told before they do. */
  entersAtOnce: boolean;
}

/** Throws `rate_limited`, `room_not_found`, `room_ended`, `room_expired` or `room_locked`. */
export async function findEnterable(
  { rooms, glimpses, clock, guesses }: RoomAccessContext,
  code: RoomCode,
  asker: Asker,
): Promise<EnterableRoom> {
  guesses.ask(asker);
  const stored = await rooms.findByCode(code);
  if (!stored) throw new Failure('room_not_found');
  guesses.found(asker);
  const glimpse = await glimpses.look(stored.roomId);
  if (stored.endedAt !== null || glimpse?.ended) throw new Failure('room_ended');
  if (stored.expiresAt.getTime() <= clock.now()) throw new Failure('room_expired');
  const record = { ...stored, ...glimpse?.settings };
  const isHost = record.hostUserId === asker.userId;
  if (record.locked && !isHost) throw new Failure('room_locked');
  return { record, glimpse, isHost, entersAtOnce: isHost || !record.waitingRoom };
}
