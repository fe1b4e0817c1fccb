import { randomUUID } from 'node:crypto';
import { ConnectionId, type LeaveReason, RoomCode, RoomId, type UserId } from '@cline-meet/protocol';
import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../room/journal.ts';
import { writeJournal } from './journal-writer.ts';
import { loginSessionsIn } from './login-sessions.ts';
import { readinessOf } from './readiness.ts';
import { roomsIn } from './rooms.ts';
import type { Database } from './schema.ts';
import { usedSignInsIn } from './used-sign-ins.ts';
import { usersIn } from './users.ts';

const HOUR_MS = 3_600_000;
const newConnection = () => ConnectionId.parse(randomUUID());
const onThatDay = (time: string) => `2026-01-31T${time}.000Z`;

/** What the database must do, whichever it is. `open` opens the same one each time. */
export function databaseContract(name: string, open: () => Promise<Kysely<Database>>): void {
  describe(name, () => {
    let db: Kysely<Database>;
    beforeAll(async () => {
      db = await open();
    }, 30_000);
    afterAll(() => db.destroy());

    const refused: JournalEntry[] = [];
    const write = (entries: JournalEntry[]) => writeJournal(db, entries, (entry) => refused.push(entry));

    async function newRoom(code: string) {
      const host = await usersIn(db).createGuest('Host');
      const wish = {
        code: RoomCode.parse(code),
        name: null,
        hostUserId: host.userId,
        waitingRoom: true,
        encrypted: false,
      };
      const room = await roomsIn(db).create(wish);
      if (!room) throw new Error('the code is taken');
      return { host, wish, room };
    }

    describe('the schema', () => {
      it('has the tables, defaults and indexes of the original design', async () => {
        const columns = await sql<{ t: string; c: string; d: string | null }>`
      select table_name as t, column_name as c, column_default as d from information_schema.columns
      where table_schema = 'public' and table_name in ('users', 'rooms', 'participants')`.execute(db);
        const defaults = Object.fromEntries(columns.rows.map(({ t, c, d }) => [`${t}.${c}`, d]));
        expect(defaults).toMatchObject({
          'users.id': 'gen_random_uuid()',
          'users.google_id': null,
          'users.email': null,
          'users.name': null,
          'users.avatar_url': null,
          'users.created_at': 'now()',
          'rooms.id': 'gen_random_uuid()',
          'rooms.name': null,
          'rooms.host_id': null,
          'rooms.is_waiting_room': 'true',
          'rooms.created_at': 'now()',
          'rooms.expires_at': "(now() + '24:00:00'::interval)",
          'participants.is_host': 'false',
          'participants.is_muted': 'false',
          'participants.joined_at': 'now()',
        });
        const indexes = await sql<{ name: string }>`select indexname as name from pg_indexes`.execute(db);
        const names = indexes.rows.map(({ name }) => name);
        expect(names).toEqual(
          expect.arrayContaining(['idx_rooms_host_id', 'idx_rooms_expires_at', 'idx_participants_room_id']),
        );
      });
    });

    describe('rooms', () => {
      it('last 24 hours from now, whatever the time zone of this machine and of the server', async () => {
        const { room } = await newRoom('aaa-aaaa-aaa');
        expect(Math.abs(room.expiresAt.getTime() - Date.now() - 24 * HOUR_MS)).toBeLessThan(60_000);
      });

      it('are encrypted where their creator wants it, and remembered so', async () => {
        const { wish } = await newRoom('xxx-eeee-eee');
        const code = RoomCode.parse('xxx-eeee-fff');
        expect(await roomsIn(db).create({ ...wish, code, encrypted: true })).toMatchObject({ encrypted: true });
        expect(await roomsIn(db).findByCode(code)).toMatchObject({ encrypted: true });
        expect(await roomsIn(db).findByCode(wish.code)).toMatchObject({ encrypted: false });
      });

      it('yield null for a code that is taken', async () => {
        const { wish } = await newRoom('bbb-bbbb-bbb');
        expect(await roomsIn(db).create(wish)).toBeNull();
      });

      it('are recent for who hosts and for who was in, until they end or expire', async () => {
        const { host, room } = await newRoom('ccc-cccc-ccc');
        const rooms = roomsIn(db);
        const guest = await usersIn(db).createGuest('Guest');
        const at = new Date().toISOString();
        const about = { roomId: room.roomId, userId: guest.userId, at };
        const codes = async (userId: UserId, nowMs = Date.now()) =>
          (await rooms.recentOf(userId, nowMs)).map(({ code }) => code);
        expect(await codes(guest.userId)).toEqual([]);
        await write([{ type: 'joined', ...about, connectionId: newConnection(), isHost: false, isMuted: true }]);
        expect(await codes(guest.userId)).toEqual(['ccc-cccc-ccc']);
        expect(await codes(host.userId)).toEqual(['ccc-cccc-ccc']);
        expect(await codes(host.userId, Date.now() + 25 * HOUR_MS)).toEqual([]);
        await write([{ type: 'ended', roomId: room.roomId, at }]);
        expect(await codes(guest.userId)).toEqual([]);
      });
    });

    describe('writeJournal', () => {
      it('leaves out what will never fit, and writes what comes after it', async () => {
        const { room, host } = await newRoom('jou-rnal-bad');
        const [at, connectionId] = [onThatDay('09:00:00'), newConnection()];
        const entry = { type: 'joined' as const, userId: host.userId, isHost: true, isMuted: false, connectionId, at };
        const foreign = { ...entry, roomId: RoomId.parse(randomUUID()), connectionId: newConnection() };
        await write([foreign, { ...entry, roomId: room.roomId }]);
        expect(refused.splice(0)).toEqual([foreign]);
        const rows = db.selectFrom('participations').select('connection_id').where('room_id', '=', room.roomId);
        expect(await rows.execute()).toEqual([{ connection_id: connectionId }]);
      });

      /** A room and one person in it; entries of both, with the time of day. */
      async function meeting(code: string) {
        const { host, room } = await newRoom(code);
        const about = (time: string) => ({ roomId: room.roomId, userId: host.userId, at: onThatDay(time) });
        return {
          room,
          joined: (connectionId: ConnectionId, time: string): JournalEntry => ({
            type: 'joined',
            ...about(time),
            connectionId,
            isHost: true,
            isMuted: false,
          }),
          left: (connectionId: ConnectionId, time: string, reason: LeaveReason = 'left'): JournalEntry => ({
            type: 'left',
            ...about(time),
            connectionId,
            reason,
          }),
          muted: (time: string): JournalEntry => ({ type: 'muted', ...about(time), isMuted: true }),
          ended: (time: string): JournalEntry => ({ type: 'ended', roomId: room.roomId, at: onThatDay(time) }),
          participant: () =>
            db.selectFrom('participants').selectAll().where('room_id', '=', room.roomId).executeTakeFirstOrThrow(),
          stays: () =>
            db
              .selectFrom('participations')
              .select(['joined_at', 'left_at', 'left_reason'])
              .where('room_id', '=', room.roomId)
              .orderBy('joined_at')
              .execute(),
        };
      }

      it('may be given a batch twice', async () => {
        const { room, joined, left, muted, participant, stays } = await meeting('ddd-dddd-ddd');
        const connectionId = newConnection();
        const settings = { type: 'settings', roomId: room.roomId, waitingRoom: false, locked: true } as const;
        const batch = [
          joined(connectionId, '09:00:00'),
          muted('09:01:00'),
          { ...settings, at: onThatDay('09:02:00') },
          left(connectionId, '09:05:00'),
        ];
        await write(batch);
        await write(batch);
        expect(await participant()).toMatchObject({
          is_host: true,
          is_muted: true,
          joined_at: new Date(onThatDay('09:00:00')),
          left_at: new Date(onThatDay('09:05:00')),
        });
        expect(await stays()).toEqual([
          {
            joined_at: new Date(onThatDay('09:00:00')),
            left_at: new Date(onThatDay('09:05:00')),
            left_reason: 'left',
          },
        ]);
        expect(await roomsIn(db).findByCode(room.code)).toMatchObject({ waitingRoom: false, locked: true });
      });

      it('says that a person has left when the last of their tabs has', async () => {
        const { joined, left, participant } = await meeting('fff-ffff-fff');
        const [one, two] = [newConnection(), newConnection()];
        await write([joined(one, '09:00:00'), joined(two, '09:10:00'), left(one, '09:20:00')]);
        expect(await participant()).toMatchObject({ left_at: null });
        await write([left(two, '09:30:00')]);
        expect(await participant()).toMatchObject({ left_at: new Date(onThatDay('09:30:00')) });
        await write([joined(newConnection(), '09:40:00')]);
        expect(await participant()).toMatchObject({ left_at: null, joined_at: new Date(onThatDay('09:00:00')) });
      });

      it('keeps every stay, whatever the order in which the entries come', async () => {
        const { joined, left, stays, participant } = await meeting('hhh-hhhh-hhh');
        const [one, two] = [newConnection(), newConnection()];
        await write([left(one, '09:20:00', 'lost'), left(two, '10:20:00'), joined(two, '10:00:00')]);
        await write([joined(one, '09:00:00')]);
        const stay = (from: string, to: string, left_reason: LeaveReason) => ({
          joined_at: new Date(onThatDay(from)),
          left_at: new Date(onThatDay(to)),
          left_reason,
        });
        expect(await stays()).toEqual([stay('09:00:00', '09:20:00', 'lost'), stay('10:00:00', '10:20:00', 'left')]);
        expect(await participant()).toMatchObject({ left_at: new Date(onThatDay('10:20:00')) });
      });

      it('lets nobody stay in a room that has ended, and believes who had left before', async () => {
        const { joined, left, ended, stays, participant } = await meeting('jjj-jjjj-jjj');
        const [one, two] = [newConnection(), newConnection()];
        await write([joined(one, '09:00:00'), joined(two, '09:01:00'), ended('10:00:00')]);
        await write([left(two, '09:30:00'), ended('11:00:00')]);
        expect(await stays()).toMatchObject([
          { left_at: new Date(onThatDay('10:00:00')), left_reason: 'ended' },
          { left_at: new Date(onThatDay('09:30:00')), left_reason: 'left' },
        ]);
        expect(await participant()).toMatchObject({ left_at: new Date(onThatDay('10:00:00')) });
      });
    });

    describe('people who sign in', () => {
      const aki = { googleId: 'g-1', email: 'aki@example.org', name: 'Aki', avatarUrl: 'https://example.org/aki.png' };

      it('have one account each, brought up to date at each sign-in', async () => {
        const users = usersIn(db);
        const [first, again] = await Promise.all([users.signedIn(aki), users.signedIn(aki)]);
        expect(again).toEqual(first);
        expect(first).toMatchObject({ name: 'Aki', avatarUrl: aki.avatarUrl, kind: 'google' });
        expect(await users.emailOf(first.userId)).toBe('aki@example.org');
        const changed = await users.signedIn({ ...aki, name: 'Aki Mori', email: null, avatarUrl: null });
        expect(changed).toEqual({ ...first, name: 'Aki Mori', avatarUrl: null });
        expect(await users.emailOf(first.userId)).toBeNull();
        expect((await users.signedIn({ ...aki, googleId: 'g-2' })).userId).not.toBe(first.userId);
      });

      it('come back with a sign-in once', async () => {
        const used = usedSignInsIn(db);
        const id = '5d2c4cc0-6c0c-4a0f-8a55-0f5f4f1d1c11';
        const now = Date.now();
        const both = await Promise.all([used.use(id, now + HOUR_MS, now), used.use(id, now + HOUR_MS, now)]);
        expect(both.toSorted()).toEqual([false, true]);
        expect(await used.use(id, now + HOUR_MS, now + HOUR_MS / 2)).toBe(false);
        expect(await used.use(id, now + 3 * HOUR_MS, now + 2 * HOUR_MS)).toBe(true);
      });
    });

    describe('login sessions', () => {
      it('end when they are closed and when they expire', async () => {
        const sessions = loginSessionsIn(db);
        const user = await usersIn(db).createGuest('Aki');
        const id = await sessions.open(user.userId, Date.now() + HOUR_MS);
        expect(await sessions.find(id, Date.now())).toEqual(user);
        expect(await sessions.find(id, Date.now() + 2 * HOUR_MS)).toBeNull();
        await sessions.close(id);
        expect(await sessions.find(id, Date.now())).toBeNull();
      });
    });

    it('is ready', async () => expect(await readinessOf(db)()).toBe(true));

    it('keeps everything over a restart and migrates once', async () => {
      await newRoom('eee-eeee-eee');
      await db.destroy();
      db = await open();
      expect(await roomsIn(db).findByCode(RoomCode.parse('eee-eeee-eee'))).not.toBeNull();
    }, 30_000);
  });
}
