import { SUBPROTOCOL } from '@cline-meet/protocol';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CommandFailed } from './command-channel.ts';
import { ann, bob, cem, chatEntry, event, notice, resumed, roomId, snapshot, waitingPerson } from './room-fixtures.ts';
import type { RoomSession } from './room-session.ts';
import { joinedRig, sessionRig, settled } from './session-rig.ts';
import type { SavedPlace } from './session-state.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const savedPlace: SavedPlace = { roomId, connectionId: bob.connectionId, resumeToken: 'resume-token-of-bob' };
const waiting = notice('room_waiting', { connectionId: bob.connectionId, resumeToken: 'resume-token-of-bob' });
const refused = (code: 'resume_expired' | 'ticket_invalid') => notice('error', { code, message: 'refused' });

function failureOf(command: Promise<void>): Promise<string> {
  return command.then(
    () => 'done',
    (error: unknown) => (error instanceof CommandFailed ? error.code : String(error)),
  );
}

const phase = (session: RoomSession) => session.state.phase;

describe('entering', () => {
  test('the first frame asks by a ticket, and the answer is the room', async () => {
    const { session, server, events, media, sockets } = sessionRig();
    expect(phase(session)).toEqual({ name: 'idle' });
    session.join();
    expect(sockets).toMatchObject([{ url: 'wss://meet.example/ws?room=1', protocol: SUBPROTOCOL }]);
    expect(phase(session)).toEqual({ name: 'joining' });
    await server.opens();
    expect(server.last('join_room').payload).toEqual({
      ticket: 'a-ticket',
      media: { microphone: true, camera: true },
    });
    expect(session.savedPlace).toBeNull();

    await server.sends(notice('room_joined', snapshot()));
    expect(phase(session)).toEqual({ name: 'joined' });
    expect(session.state.participants).toEqual([ann, bob]);
    expect(session.savedPlace).toEqual(savedPlace);
    const { iceServers, iceTransportPolicy } = snapshot();
    expect(media[0]?.configureIce).toHaveBeenLastCalledWith({ iceServers, iceTransportPolicy });
    expect(media[0]?.setParticipants).toHaveBeenLastCalledWith(bob.connectionId, [ann, bob]);
    expect(events).toEqual([]);
  });

  test('a ticket that the server refuses ends it with the reason', async () => {
    const { session, server, getTicket } = sessionRig();
    getTicket.mockRejectedValue(Object.assign(new Error('no'), { code: 'room_locked' }));
    session.join();
    await server.opens();
    expect(phase(session)).toEqual({ name: 'closed', reason: 'room_locked' });
    expect(server.received('join_room')).toEqual([]);
  });

  test.each([
    ['a lost network', new TypeError('fetch failed')],
    ['a server that cannot answer now', Object.assign(new Error('busy'), { code: 'unavailable' })],
  ])('%s is tried again', async (_name, error) => {
    const { session, server, getTicket } = sessionRig();
    getTicket.mockRejectedValueOnce(error);
    session.join();
    await server.opens();
    expect(phase(session)).toMatchObject({ name: 'reconnecting', attempt: 1 });
    await vi.advanceTimersByTimeAsync(250);
    await server.opens();
    expect(server.last('join_room').payload.ticket).toBe('a-ticket');
  });

  test('a ticket that comes when its socket is gone is not spent on the next', async () => {
    const { session, server, getTicket } = sessionRig();
    let bring: (ticket: { ticket: string; iceServers: [] }) => void = () => {};
    getTicket.mockReturnValueOnce(
      new Promise((resolve) => {
        bring = resolve;
      }),
    );
    session.join();
    await server.opens();
    await server.breaks();
    await server.opens();
    bring({ ticket: 'late', iceServers: [] });
    await settled();
    expect(server.received('join_room').map(({ payload }) => payload.ticket)).toEqual(['a-ticket']);
  });

  test('a reloaded page takes its place up again, without a ticket', async () => {
    const { session, server, getTicket } = sessionRig({ savedPlace });
    expect(session.savedPlace).toEqual(savedPlace);
    session.join();
    await server.opens();
    expect(server.last('join_room').payload.resume).toEqual({ token: savedPlace.resumeToken });
    expect(getTicket).not.toHaveBeenCalled();
  });

  test.each([
    ['resume_expired', 4425],
    ['ticket_invalid', 4401],
  ] as const)('a place that is gone (%s) is replaced by a ticket, once', async (code, closeCode) => {
    const { session, server, sockets } = sessionRig({ savedPlace });
    session.join();
    await server.opens();
    await server.sends(refused(code));
    expect(sockets).toHaveLength(2);
    await server.opens();
    expect(server.last('join_room').payload).toMatchObject({ ticket: 'a-ticket' });
    await server.sends(refused('ticket_invalid'));
    await server.closes(closeCode);
    expect(phase(session)).toMatchObject({ name: 'closed' });
    expect(sockets).toHaveLength(2);
  });

  test('the close code alone tells as well that the place is gone', async () => {
    const { session, server } = sessionRig({ savedPlace });
    session.join();
    await server.opens();
    await server.closes(4425);
    await server.opens();
    expect(server.last('join_room').payload.ticket).toBe('a-ticket');
  });

  test('a place of another room is none', async () => {
    const { session, server } = sessionRig({ savedPlace: { ...savedPlace, roomId: 'another' } });
    session.join();
    await server.opens();
    expect(server.last('join_room').payload.ticket).toBe('a-ticket');
  });
});

describe('the waiting room', () => {
  test('who waits has no room and no media, and is let in', async () => {
    const { session, server, media } = sessionRig();
    session.join();
    await server.opens();
    await server.sends(waiting);
    expect(phase(session)).toEqual({ name: 'waiting' });
    expect(session.savedPlace).toEqual(savedPlace);
    expect(media).toEqual([]);
    await server.sends(notice('admit_user', { decision: 'admit' }), notice('room_joined', snapshot()));
    expect(phase(session)).toEqual({ name: 'joined' });
    expect(media).toHaveLength(1);
  });

  test('who is denied is out', async () => {
    const { session, server } = sessionRig();
    session.join();
    await server.opens();
    await server.sends(waiting, notice('admit_user', { decision: 'deny' }));
    await server.closes(4403);
    expect(phase(session)).toEqual({ name: 'closed', reason: 'notAdmitted' });
    expect(session.savedPlace).toBeNull();
  });

  test('a lost socket keeps the place in the queue', async () => {
    const { session, server } = sessionRig();
    session.join();
    await server.opens();
    await server.sends(waiting);
    await server.breaks();
    await server.opens();
    expect(server.last('join_room').payload.resume).toEqual({ token: savedPlace.resumeToken });
    await server.sends(waiting);
    expect(phase(session)).toEqual({ name: 'waiting' });
  });
});

describe('coming back', () => {
  test('a lost socket is resumed from the last event, and what was missed follows', async () => {
    const { session, server, events, media } = await joinedRig();
    await server.sends(event(11, 'user_joined', { participant: cem }));
    events.length = 0;
    await server.closes(1006);
    expect(phase(session)).toMatchObject({ name: 'reconnecting', attempt: 1, retryAt: Date.now() + 250 });
    await vi.advanceTimersByTimeAsync(250);
    await server.opens();
    expect(server.last('join_room').payload.resume).toEqual({
      token: savedPlace.resumeToken,
      epoch: 'e1',
      lastSeq: 11,
    });

    await server.sends(resumed(11, 2), event(12, 'chat_message', chatEntry(ann, 'missed')));
    expect(phase(session)).toMatchObject({ name: 'reconnecting' });
    await server.sends(event(13, 'user_left', { ...cem, reason: 'left' }));
    expect(phase(session)).toEqual({ name: 'joined' });
    expect(session.state.participants).toEqual([ann, bob]);
    expect(events.map(({ type }) => type)).toEqual(['chat_received', 'participant_left', 'reconnected']);
    expect(events.at(-1)).toEqual({ type: 'reconnected', missedEvents: false });
    expect(media).toHaveLength(1);
    expect(media[0]?.restartIce).toHaveBeenCalledTimes(1);
  });

  test('a history that does not reach back is replaced by a snapshot', async () => {
    const { session, server, events, media } = await joinedRig();
    await server.breaks();
    await server.opens();
    await server.sends(notice('room_joined', snapshot({ seq: 900, resync: true, participants: [bob, cem] })));
    expect(session.state.participants).toEqual([bob, cem]);
    expect(events).toEqual([{ type: 'reconnected', missedEvents: true }]);
    expect(media).toHaveLength(1);
  });

  test('where even the place is gone, a new one gets new peers', async () => {
    const { session, server, media } = await joinedRig();
    await server.breaks();
    await server.opens();
    await server.sends(refused('resume_expired'));
    await server.opens();
    const self = { ...bob, connectionId: cem.connectionId };
    await server.sends(notice('room_joined', snapshot({ connectionId: self.connectionId, participants: [ann, self] })));
    expect(phase(session)).toEqual({ name: 'joined' });
    expect(media).toHaveLength(2);
    expect(media[0]?.close).toHaveBeenCalled();
    expect(media[1]?.setParticipants).toHaveBeenLastCalledWith(self.connectionId, [ann, self]);
  });

  test('a gap in the events is fetched, and where that brings it again a snapshot is', async () => {
    const { server } = await joinedRig();
    for (const resume of [{ epoch: 'e1', lastSeq: 10 }, { lastSeq: 10 }]) {
      await server.sends(event(13, 'user_joined', { participant: cem }));
      await vi.advanceTimersByTimeAsync(1_000);
      await server.opens();
      expect(server.last('join_room').payload.resume).toEqual({ token: savedPlace.resumeToken, ...resume });
      await server.sends(resumed(10, 0));
    }
  });

  test('when the network is back it is tried at once, and peers are refreshed', async () => {
    const { server, network, sockets, media } = await joinedRig();
    await server.closes(1006);
    network.dispatchEvent(new Event('online'));
    expect(sockets).toHaveLength(2);
    expect(media[0]?.restartIce).toHaveBeenCalledTimes(1);
  });

  test.each([
    [4404, 'removed'],
    [4409, 'replaced'],
    [4410, 'roomEnded'],
    [4423, 'roomLocked'],
  ])('close code %i ends it: %s', async (code, reason) => {
    const { session, server, media, sockets } = await joinedRig();
    await server.closes(code);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(phase(session)).toEqual({ name: 'closed', reason });
    expect(session.savedPlace).toBeNull();
    expect(media[0]?.close).toHaveBeenCalled();
    expect(sockets).toHaveLength(1);
  });
});

describe('leaving', () => {
  test('the server is told, and the socket closes when it has answered', async () => {
    const { session, server, media, sockets } = await joinedRig();
    session.leave();
    expect(phase(session)).toEqual({ name: 'closed', reason: 'left' });
    expect(session.savedPlace).toBeNull();
    expect(media[0]?.close).toHaveBeenCalled();
    expect(server.received('leave_room')).toHaveLength(1);
    expect(sockets[0]?.closedWith).toBeNull();
    await server.closes(1000);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sockets).toHaveLength(1);
  });

  test('a server that does not answer is waited for a second', async () => {
    const { session, sockets } = await joinedRig();
    session.leave();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sockets[0]?.closedWith).toBe(1000);
  });

  test('it works from every phase', async () => {
    const { session, server, sockets } = await joinedRig();
    await server.closes(1006);
    session.leave();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(phase(session)).toEqual({ name: 'closed', reason: 'left' });
    expect(sockets).toHaveLength(1);

    const early = sessionRig();
    early.session.leave();
    early.session.join();
    expect(phase(early.session)).toEqual({ name: 'closed', reason: 'left' });
    expect(early.sockets).toEqual([]);
  });
});

describe('commands', () => {
  test('are sent as the protocol has them, and end with their answer', async () => {
    const { session, server } = await joinedRig();
    const muted = failureOf(session.mute(ann.connectionId));
    expect(server.last('mute_user')).toMatchObject({
      targetConnectionId: ann.connectionId,
      payload: { scope: 'participant' },
    });
    await server.acknowledges('mute_user');
    expect(await muted).toBe('done');

    const admitted = failureOf(session.admit('everyone'));
    expect(server.last('admit_user').payload).toEqual({ scope: 'everyone', decision: 'admit' });
    await server.acknowledges('admit_user');
    expect(await admitted).toBe('done');
  });

  test('one that is refused rejects, and an event tells', async () => {
    const { session, server, events } = await joinedRig();
    const ended = failureOf(session.endRoom());
    await server.sends(notice('error', { code: 'forbidden', message: 'no' }, server.last('end_room').id));
    expect(await ended).toBe('forbidden');
    expect(events).toEqual([{ type: 'command_failed', command: 'end_room', code: 'forbidden' }]);
  });

  test('one that no answer comes to, or that a lost socket swallowed, is unavailable', async () => {
    const { session, server } = await joinedRig();
    const unanswered = failureOf(session.raiseHand(true));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await unanswered).toBe('unavailable');

    const lost = failureOf(session.raiseHand(true));
    await server.closes(1006);
    expect(await lost).toBe('unavailable');
    expect(await failureOf(session.muteEveryone())).toBe('unavailable');
  });
});

describe('what happens in the room', () => {
  test('is told once, and own deeds are not', async () => {
    const { session, server, events } = await joinedRig();
    const person = waitingPerson(7, 'Gil');
    const raised = { handRaisedAt: '2026-01-31T09:06:00.000Z' };
    await server.sends(
      event(11, 'user_joined', { participant: cem }),
      notice('waiting_list', { waiting: [person] }),
      notice('waiting_list', { waiting: [person] }),
      event(12, 'participant_state', { connectionId: cem.connectionId, change: raised }),
      event(13, 'participant_state', { connectionId: bob.connectionId, change: raised }),
      event(14, 'chat_message', chatEntry(bob, 'own')),
    );
    expect(events).toEqual([
      { type: 'participant_joined', participant: cem },
      { type: 'knock', person },
      { type: 'hand_raised', participant: { ...cem, ...raised } },
    ]);
    expect(session.state.waiting).toEqual([person]);
  });

  test('a reaction comes as it happens, the own one too, and that of somebody unknown does not', async () => {
    const { session, server, events } = await joinedRig();
    const reacted = failureOf(session.react('🎉'));
    expect(server.last('reaction').payload).toEqual({ emoji: '🎉' });
    await server.acknowledges('reaction');
    expect(await reacted).toBe('done');
    const before = session.state;
    const reaction = ({ userId, connectionId }: typeof ann) => ({
      ...notice('reaction', { emoji: '🎉' }),
      senderUserId: userId,
      senderConnectionId: connectionId,
    });
    await server.sends(reaction(ann), reaction(bob), reaction(cem));
    expect(events).toEqual([
      { type: 'reacted', participant: ann, emoji: '🎉' },
      { type: 'reacted', participant: bob, emoji: '🎉' },
    ]);
    expect(session.state).toBe(before);
  });

  test('watchers see a new state on each change, and none where nothing changed', async () => {
    const { session, server } = await joinedRig();
    const seen = new Set([session.state]);
    const watcher = vi.fn(() => seen.add(session.state));
    const stop = session.subscribe(watcher);
    await server.sends(event(11, 'user_joined', { participant: cem }), notice('pong', {}));
    expect(watcher).toHaveBeenCalledTimes(1);
    expect(seen.size).toBe(2);
    stop();
    await server.sends(event(12, 'user_left', { ...cem, reason: 'left' }));
    expect(watcher).toHaveBeenCalledTimes(1);
  });
});

describe('new TURN credentials', () => {
  const renewed = {
    iceServers: [{ urls: ['turn:turn.example.org'], username: 'later', credential: 'c' }],
    iceTransportPolicy: 'relay' as const,
    ttlSeconds: 600,
  };

  test('go to the media that runs, and neither restart it nor tell anybody', async () => {
    const { session, server, events, media } = await joinedRig();
    const changed = vi.fn();
    session.subscribe(changed);
    await server.sends(notice('ice_servers', renewed));
    expect(media[0]?.configureIce).toHaveBeenLastCalledWith(renewed);
    expect(media[0]?.restartIce).not.toHaveBeenCalled();
    expect(media).toHaveLength(1);
    expect(changed).not.toHaveBeenCalled();
    expect(events).toEqual([]);
  });

  test('that come to who waits start nothing', async () => {
    const { session, server, media } = sessionRig();
    session.join();
    await server.opens();
    await server.sends(waiting, notice('ice_servers', renewed));
    expect(phase(session)).toEqual({ name: 'waiting' });
    expect(media).toEqual([]);
  });

  test('of a server that knows no policy leave every way open', async () => {
    const { server, media } = await joinedRig();
    const { iceTransportPolicy, ...older } = renewed;
    await server.sendsRaw(JSON.stringify(notice('ice_servers', older as typeof renewed)));
    expect(media[0]?.configureIce).toHaveBeenLastCalledWith({ ...older, iceTransportPolicy: 'all' });
  });
});

describe('a server that talks nonsense', () => {
  const nonsense = [
    'not json',
    '',
    'null',
    '[]',
    '{}',
    '{"type":7}',
    '{"type":"__proto__","seq":11}',
    '{"type":"room_joined","payload":{}}',
    '{"type":"user_joined","seq":"eleven","payload":null}',
    `{"type":"chat_message","roomId":"${roomId}","payload":{"text":7}}`,
    new ArrayBuffer(8),
    undefined,
  ];

  test.each(nonsense)('is not listened to: %s', async (frame) => {
    const { session, server, events, sockets } = await joinedRig();
    const before = session.state;
    await server.sendsRaw(frame);
    expect(session.state.participants).toBe(before.participants);
    expect(phase(session)).toEqual({ name: 'joined' });
    expect(events).toEqual([]);
    expect(sockets).toHaveLength(1);
  });

  test('an event of a newer version is passed over, and those after it are heard', async () => {
    const { session, server } = await joinedRig();
    await server.sendsRaw(JSON.stringify({ type: 'poll', roomId, seq: 11, payload: { question: 'Now?' } }));
    await server.sends(event(12, 'user_joined', { participant: cem }));
    expect(session.state.participants).toEqual([ann, bob, cem]);
    expect(phase(session)).toEqual({ name: 'joined' });
  });

  test('messages of another room are not heard', async () => {
    const { session, server } = await joinedRig();
    const elsewhere = '00000000-0000-4000-8000-0000000000ff';
    await server.sendsRaw(JSON.stringify({ ...event(11, 'user_joined', { participant: cem }), roomId: elsewhere }));
    expect(session.state.participants).toEqual([ann, bob]);
  });

  test('answers that nobody asked for change nothing', async () => {
    const { session, server } = await joinedRig();
    await server.sends(notice('ack', {}), notice('error', { code: 'resume_expired', message: 'x' }));
    expect(phase(session)).toEqual({ name: 'joined' });
  });
});
