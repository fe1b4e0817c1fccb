import type { ClientMessage, ClientMessageType, ClientPayload } from '@cline-meet/protocol';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { chatMessage } from '../room/chat.ts';
import type { RoomContext } from '../room/context.ts';
import type { Envelope } from '../room/envelope.ts';
import { joinRoom } from '../room/join.ts';
import type { JournalEntry } from '../room/journal.ts';
import { loseConnection } from '../room/lose.ts';
import { mediaState } from '../room/media-state.ts';
import type { Actor } from '../room/model.ts';
import { muteUser } from '../room/moderate.ts';
import { lookIntoRoom } from '../room/presence.ts';
import { screenShare } from '../room/present.ts';
import { raiseHand } from '../room/raise-hand.ts';
import { reapRooms } from '../room/reap.ts';
import { resumeRoom } from '../room/resume.ts';
import { HOUR_MS, ManualClock, noMediaNodes, ticketFor, ticketRoom } from '../room/room-fixtures.ts';
import type { RoomStore } from '../room/room-store.ts';
import { roomSettings } from '../room/settings.ts';
import type { TicketClaims } from '../room/ticket.ts';

const media = { microphone: true, camera: true };
const rules = {
  roomMaxParticipants: 3,
  meshMaxParticipants: 3,
  sfuAbove: 4,
  mediaNodeMaxParticipants: 100,
  reconnectGraceMs: 30_000,
  reloadGraceMs: 10_000,
};

function message<Type extends ClientMessageType>(actor: Actor, type: Type, payload: ClientPayload<Type>) {
  return { type, roomId: actor.roomId, id: 'id', payload } as unknown as ClientMessage<Type>;
}

/** What the verbs of `room/` do over any {@link RoomStore}. */
export function roomVerbsContract(name: string, createStore: (clock: ManualClock) => RoomStore): void {
  let clock: ManualClock;
  let published: Envelope[];
  let journal: JournalEntry[];
  let store: RoomStore;
  let context: RoomContext;
  let errands: (() => Promise<unknown>)[];

  beforeEach(() => {
    clock = new ManualClock();
    published = [];
    journal = [];
    errands = [];
    store = createStore(clock);
    const bus = {
      subscribe: async () => async () => {},
      publish: async (_room: unknown, envelope: Envelope) => void published.push(envelope),
    };
    context = {
      store,
      bus,
      clock,
      rules,
      media: noMediaNodes,
      journal: { append: (entry) => journal.push(entry) },
      errands: { add: (errand) => errands.push(errand) },
      log: pino({ level: 'silent' }),
    };
  });

  const join = (room: TicketClaims['room'], name: string, isHost = false) =>
    joinRoom(context, ticketFor(room, name, { isHost }), `socket of ${name}`, media);

  describe(`${name}: join_room`, () => {
    it('refuses a ticket that was used, and one for a room past its expiry', async () => {
      const room = ticketRoom();
      const claims = ticketFor(room, 'Ken');
      await joinRoom(context, claims, 'socket', media);
      await expect(joinRoom(context, claims, 'socket', media)).rejects.toThrow('ticket_invalid');
      clock.advance(24 * HOUR_MS);
      await expect(join(room, 'Late')).rejects.toThrow('room_expired');
    });

    it('takes back a place whose giving was done and not heard of', async () => {
      const room = ticketRoom();
      const enter: RoomStore['enter'] = async (...how) => {
        await store.enter(...how);
        throw new Error('the connection broke');
      };
      context = { ...context, store: { ...store, enter } };
      await expect(join(room, 'Ken')).rejects.toThrow('the connection broke');
      expect(await lookIntoRoom(store, room.roomId)).toMatchObject({ count: 1 });
      for (const errand of errands) await errand();
      expect(await lookIntoRoom(store, room.roomId)).toMatchObject({ count: 0 });
      expect(published.at(-1)).toMatchObject({ kind: 'event', event: { type: 'user_left' } });
    });

    it('writes the journal for who is in, not for who waits', async () => {
      const room = ticketRoom({ waitingRoom: true });
      const host = await join(room, 'Hanako', true);
      await join(room, 'Ken');
      expect(journal).toMatchObject([{ type: 'joined', isHost: true, connectionId: host.actor.connectionId }]);
    });
  });

  describe(`${name}: a lost connection`, () => {
    it('resumes with what it missed, by the token it was given', async () => {
      const { actor, resumeToken } = await join(ticketRoom(), 'Ken');
      const epoch = (await store.snapshot(actor.roomId))?.epoch;
      await loseConnection(context, actor, 'socket of Ken', 1006);
      const resume = { token: resumeToken, epoch, lastSeq: 1 };
      const resumed = await resumeRoom(context, actor.roomId, 'new socket', resume, media);
      expect(resumed).toMatchObject({ actor, resync: false });
      expect(resumed.outcome === 'joined' && resumed.missed?.map((event) => event.seq)).toEqual([2, 3]);
    });

    it('gets a snapshot and is told so where the log is of another time', async () => {
      const { actor, resumeToken: token } = await join(ticketRoom(), 'Ken');
      const resume = { token, epoch: 'before the restart', lastSeq: 1 };
      const resumed = await resumeRoom(context, actor.roomId, 'new socket', resume, media);
      expect(resumed).toMatchObject({ missed: null, resync: true });
    });

    it('is lost again where its return was done and not heard of', async () => {
      const { actor, resumeToken: token } = await join(ticketRoom(), 'Ken');
      const resume: RoomStore['resume'] = async (...how) => {
        await store.resume(...how);
        throw new Error('the connection broke');
      };
      const broken = { ...context, store: { ...store, resume } };
      const back = resumeRoom(broken, actor.roomId, 'new socket', { token }, media);
      await expect(back).rejects.toThrow('the connection broke');
      for (const errand of errands) await errand();
      const { connectionId } = actor;
      expect(await store.findParticipant(actor.roomId, connectionId)).toMatchObject({ connection: 'reconnecting' });
      // The next try is not undone by an errand that comes late.
      await resumeRoom(context, actor.roomId, 'newest socket', { token }, media);
      for (const errand of errands) await errand();
      expect(await store.findParticipant(actor.roomId, connectionId)).toMatchObject({ connection: 'connected' });
    });

    it.each([
      [1001, 10_000],
      [1006, 30_000],
      [1000, 30_000],
    ])('by close code %i is kept for %i ms', async (code, graceMs) => {
      const { actor } = await join(ticketRoom(), 'Ken');
      await loseConnection(context, actor, 'socket of Ken', code);
      clock.advance(graceMs - 1);
      await reapRooms(context);
      expect(await lookIntoRoom(store, actor.roomId)).toMatchObject({ count: 1 });
      clock.advance(1);
      await reapRooms(context);
      expect(await lookIntoRoom(store, actor.roomId)).toMatchObject({ count: 0, ended: false });
      expect(journal.at(-1)).toMatchObject({ type: 'left', reason: 'lost' });
    });
  });

  describe(`${name}: a participant`, () => {
    it('keeps the place of a hand that is up already', async () => {
      const { actor } = await join(ticketRoom(), 'Ken');
      await raiseHand(context, actor, message(actor, 'raise_hand', { raised: true }));
      clock.advance(5000);
      expect(await raiseHand(context, actor, message(actor, 'raise_hand', { raised: true }))).toEqual({});
      expect((await raiseHand(context, actor, message(actor, 'raise_hand', { raised: false }))).seq).toBe(3);
    });

    it('presents and stops, once each', async () => {
      const { actor } = await join(ticketRoom(), 'Ken');
      await screenShare(context, actor, message(actor, 'screen_share', { active: true, withAudio: true }));
      const shared = await store.findParticipant(actor.roomId, actor.connectionId);
      expect(shared?.screenShare).toEqual({ startedAt: '2026-01-01T00:00:00.000Z', withAudio: true });
      await screenShare(context, actor, message(actor, 'screen_share', { active: false, withAudio: false }));
      const again = await screenShare(
        context,
        actor,
        message(actor, 'screen_share', { active: false, withAudio: false }),
      );
      expect(again).toEqual({});
    });

    it('has a change of the microphone in the journal, not one of the camera', async () => {
      const { actor } = await join(ticketRoom(), 'Ken');
      await mediaState(context, actor, message(actor, 'media_state', { microphone: true, camera: false }));
      await mediaState(context, actor, message(actor, 'media_state', { microphone: false, camera: false }));
      expect(journal.slice(1)).toMatchObject([{ type: 'muted', userId: actor.userId, isMuted: true }]);
    });

    it('is answered when the message is stored, whether or not the bus takes it', async () => {
      const { actor } = await join(ticketRoom(), 'Ken');
      context.bus.publish = () => Promise.reject(new Error('bus is down'));
      expect(await chatMessage(context, actor, message(actor, 'chat_message', { text: 'hello' }))).toEqual({ seq: 2 });
    });

    it('that is gone may do nothing more', async () => {
      const { actor } = await join(ticketRoom(), 'Ken');
      await store.leave(actor.roomId, actor.connectionId, { at: '2026-01-01T00:00:00.000Z' });
      await expect(chatMessage(context, actor, message(actor, 'chat_message', { text: 'x' }))).rejects.toThrow(
        'not_joined',
      );
    });
  });

  describe(`${name}: a host`, () => {
    it('mutes all others as one event, journalled for each', async () => {
      const room = ticketRoom();
      const { actor } = await join(room, 'Hanako', true);
      const [ken, ann] = [await join(room, 'Ken'), await join(room, 'Ann')];
      await muteUser(context, actor, message(actor, 'mute_user', { scope: 'everyone' }));
      const muted = published.filter((envelope) => envelope.kind === 'event' && envelope.event.type === 'mute_user');
      expect(muted).toMatchObject([{ event: { senderConnectionId: actor.connectionId } }]);
      const inJournal = journal.flatMap((entry) => (entry.type === 'muted' ? [entry.userId] : []));
      expect(inJournal).toEqual([ken.actor.userId, ann.actor.userId]);
    });

    it('opens a full room without an error: who finds no place waits on', async () => {
      const room = ticketRoom({ waitingRoom: true });
      const { actor } = await join(room, 'Hanako', true);
      for (const name of ['A', 'B', 'C']) await join(room, name);
      await roomSettings(context, actor, message(actor, 'room_settings', { waitingRoom: false }));
      expect((await lookIntoRoom(store, room.roomId))?.people.map((one) => one.name)).toEqual(['Hanako', 'A', 'B']);
      expect((await store.waitingList(room.roomId)).map((one) => one.name)).toEqual(['C']);
    });
  });

  describe(`${name}: lookIntoRoom`, () => {
    it('knows nothing of a room that nobody has entered', async () => {
      expect(await lookIntoRoom(store, ticketRoom().roomId)).toBeNull();
    });
  });
}
