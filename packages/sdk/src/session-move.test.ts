import { type ClientMessageType, closeCodes, MessageId, type ServerMessage } from '@cline-meet/protocol';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ann, bob, cem, chatEntry, event, notice, resumed, roomId, snapshot } from './room-fixtures.ts';
import type { RoomSession } from './room-session.ts';
import { joinedRig, sessionRig, settled } from './session-rig.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const DELAY_MS = 5_000;
const move = notice('move', { delayMs: DELAY_MS });
const waiting = notice('room_waiting', { connectionId: bob.connectionId, resumeToken: 'resume-token-of-bob' });
const media = { microphone: true, camera: true };
const chat = (seq: number) => event(seq, 'chat_message', chatEntry(ann, `m${seq}`));

/** Every phase that a screen was shown. */
function phasesOf(session: RoomSession): Set<string> {
  const seen = new Set([session.state.phase.name]);
  session.subscribe(() => seen.add(session.state.phase.name));
  return seen;
}

function offer(generation: number): ServerMessage {
  const payload = {
    sdp: 'v=0',
    generation,
    sources: {},
    senderIncarnation: 0,
    targetIncarnation: 0,
    topologyId: 'mesh-1',
  };
  const stamps = {
    senderUserId: ann.userId,
    senderConnectionId: ann.connectionId,
    timestamp: '2026-01-31T09:05:00.000Z',
  };
  return { type: 'webrtc_offer', roomId, ...stamps, targetConnectionId: bob.connectionId, payload };
}

type Rig = Awaited<ReturnType<typeof joinedRig>>;

/** The next socket opens when its time has come, beside the former. */
async function openNext(rig: Rig, index = 1) {
  const former = rig.serverOn(index - 1);
  await former.sends(move);
  await vi.advanceTimersByTimeAsync(DELAY_MS);
  const next = rig.serverOn(index);
  await next.opens();
  return { former, next };
}

/** The former socket's server has handled all that it was sent. */
async function clear(former: ReturnType<Rig['serverOn']>): Promise<void> {
  await former.sends(notice('pong', {}, former.last('ping').id));
}

/** As far as the frame that asks for the place on the new socket. */
async function entering(options: Parameters<typeof joinedRig>[0] = {}) {
  const rig = await joinedRig(options);
  const phases = phasesOf(rig.session);
  const { former, next } = await openNext(rig);
  await clear(former);
  return { ...rig, phases, former, next };
}

async function moved() {
  const rig = await entering();
  await rig.next.sends(resumed(10, 0));
  await rig.former.closes(closeCodes.replaced.code);
  return rig;
}

const sent = ({ received }: Rig['server'], ...types: ClientMessageType[]) => types.flatMap((type) => received(type));

describe('a planned move', () => {
  test('opens a new socket when its time has come, and keeps the former until the place is on it', async () => {
    const rig = await joinedRig();
    const phases = phasesOf(rig.session);
    await rig.server.sends(move);
    await vi.advanceTimersByTimeAsync(DELAY_MS - 1);
    expect(rig.sockets).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(rig.sockets).toHaveLength(2);
    const [former, next] = [rig.serverOn(0), rig.serverOn(1)];
    await next.opens();
    await clear(former);
    const resume = { token: 'resume-token-of-bob', epoch: 'e1', lastSeq: 10 };
    expect(next.last('join_room').payload).toEqual({ resume, media });
    expect(rig.sockets[0]?.closedWith).toBeNull();

    await next.sends(resumed(10, 1), chat(11));
    await former.closes(closeCodes.replaced.code);
    await vi.advanceTimersByTimeAsync(14_000);
    expect([...phases]).toEqual(['joined']);
    expect(rig.events.map(({ type }) => type)).toEqual(['chat_received']);
    expect(rig.session.savedPlace?.connectionId).toBe(bob.connectionId);
  });

  test('leaves media alone but for new TURN credentials', async () => {
    const { media } = await moved();
    expect(media).toHaveLength(1);
    expect(media[0]?.restartIce).not.toHaveBeenCalled();
    expect(media[0]?.close).not.toHaveBeenCalled();
    expect(media[0]?.configureIce).toHaveBeenCalledTimes(2);
  });

  test('asks for no ticket', async () => {
    const { getTicket } = await moved();
    expect(getTicket).toHaveBeenCalledTimes(1);
  });

  test('is over for the former socket within two seconds, whether or not its server says so', async () => {
    const { next, sockets } = await entering();
    await next.sends(resumed(10, 0));
    await vi.advanceTimersByTimeAsync(1_999);
    expect(sockets[0]?.closedWith).toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    expect(sockets[0]?.closedWith).toBe(4000);
  });

  test('can follow another', async () => {
    const rig = await moved();
    const { former, next } = await openNext(rig, 2);
    await clear(former);
    await next.sends(resumed(10, 0), chat(11));
    await former.closes(closeCodes.replaced.code);
    expect([...rig.phases]).toEqual(['joined']);
    expect(rig.events.map(({ type }) => type)).toEqual(['chat_received']);
  });

  test('after it the new socket is what counts: its loss is one, and that it was replaced is final', async () => {
    const lost = await moved();
    await lost.next.closes(1006);
    expect(lost.session.state.phase.name).toBe('reconnecting');
    const replaced = await moved();
    await replaced.next.closes(closeCodes.replaced.code);
    expect(replaced.session.state.phase).toEqual({ name: 'closed', reason: 'replaced' });
  });

  test('the new socket is kept alive by pings', async () => {
    const { next } = await moved();
    await vi.advanceTimersByTimeAsync(15_000);
    expect(next.received('ping')).toHaveLength(1);
  });
});

describe('what is sent during a move', () => {
  test('is acknowledged on the former socket before the place is asked for, or goes out on the new one', async () => {
    const rig = await joinedRig();
    rig.session.sendChat('before');
    const raised = rig.session.raiseHand(true);
    const { former, next } = await openNext(rig);
    rig.session.sendChat('between');
    const lowered = rig.session.raiseHand(false);
    expect(sent(next, 'join_room')).toEqual([]);
    await former.acknowledges('raise_hand');
    await clear(former);
    rig.session.sendChat('later');
    await next.sends(resumed(10, 0));
    await former.closes(closeCodes.replaced.code);
    await next.acknowledges('raise_hand');
    await Promise.all([raised, lowered]);
    const texts = (server: Rig['server']) => server.received('chat_message').map(({ payload }) => payload.text);
    expect([texts(former), texts(next)]).toEqual([['before'], ['between', 'later']]);
    expect([former, next].map((server) => server.received('raise_hand').length)).toEqual([1, 1]);
    expect(rig.events).toEqual([]);
  });

  test('goes out on the former socket after all where that does not answer', async () => {
    const rig = await joinedRig();
    const { former } = await openNext(rig);
    rig.session.sendChat('held back');
    expect(former.received('chat_message')).toEqual([]);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(former.received('chat_message')).toHaveLength(1);
    expect(rig.sockets[1]?.closedWith).toBe(4000);
    expect(rig.session.state.phase.name).toBe('joined');
  });

  test('is not lost where the former socket is replaced before the new one has answered', async () => {
    const { session, former, next, phases } = await entering();
    await former.closes(closeCodes.replaced.code);
    session.sendChat('in between');
    session.reconnectNow();
    await next.sends(resumed(10, 0));
    expect(next.received('chat_message').map(({ payload }) => payload.text)).toEqual(['in between']);
    expect([...phases]).toEqual(['joined']);
  });
});

describe('what is received during a move', () => {
  test('is applied once and in order, however the two sockets take turns', async () => {
    const plan = fc.record({ heard: fc.nat(5), later: fc.nat(5), turns: fc.array(fc.boolean(), { maxLength: 24 }) });
    await fc.assert(
      fc.asyncProperty(plan, async ({ heard, later, turns }) => {
        const rig = await entering();
        const all = Array.from({ length: heard + later }, (_, index) => chat(11 + index));
        const [byFormer, byNext] = [all.slice(0, heard), [resumed(10, all.length), ...all]];
        for (const isFormer of turns) {
          const message = (isFormer ? byFormer : byNext).shift();
          if (message) await (isFormer ? rig.former : rig.next).sends(message);
        }
        await rig.former.sends(...byFormer);
        await rig.former.closes(closeCodes.replaced.code);
        await rig.next.sends(...byNext);
        const ids = rig.session.state.chat.map(({ messageId }) => messageId);
        expect(ids).toEqual(all.map((_, index) => `m${11 + index}`));
        expect(rig.events.filter(({ type }) => type === 'chat_received')).toHaveLength(all.length);
        expect([...rig.phases]).toEqual(['joined']);
        expect(rig.sockets).toHaveLength(2);
      }),
      { numRuns: 60 },
    );
  });

  test('signals are handed on once, in the order they were sent, whichever socket is the faster', async () => {
    const { former, next, media } = await entering();
    const generations = () => media[0]?.signals.offerReceived.mock.calls.map(([, { generation }]) => generation);
    await former.sends(offer(1));
    await next.sends(resumed(10, 0), offer(1), offer(2), offer(3));
    expect(generations()).toEqual([1]);
    await former.sends(offer(2));
    await former.closes(closeCodes.replaced.code);
    expect(generations()).toEqual([1, 2, 3]);
    await next.sends(offer(4));
    expect(generations()).toEqual([1, 2, 3, 4]);
  });

  test('a reaction that both sockets bring is seen once', async () => {
    const { former, next, events } = await entering();
    const { connectionId: senderConnectionId, userId: senderUserId } = ann;
    const reaction = { ...notice('reaction', { emoji: '👍' }), senderConnectionId, senderUserId };
    await former.sends(reaction);
    await next.sends(resumed(10, 0), reaction);
    await former.closes(closeCodes.replaced.code);
    expect(events.filter(({ type }) => type === 'reacted')).toHaveLength(1);
  });

  test('a room that comes whole instead is taken over, and the former socket has no more say', async () => {
    const { session, former, next, events } = await entering();
    await next.sends(notice('room_joined', snapshot({ seq: 500, resync: true, participants: [bob, cem] })));
    await former.sends(chat(11), chat(502));
    expect(session.state.participants).toEqual([bob, cem]);
    expect(session.state.chat).toEqual([]);
    expect(events).toEqual([{ type: 'reconnected', missedEvents: true }]);
  });
});

describe('a move that fails', () => {
  test('leaves all as it was and is tried again, later each time, until the former socket closes', async () => {
    const rig = await joinedRig();
    const phases = phasesOf(rig.session);
    await rig.server.sends(move);
    await vi.advanceTimersByTimeAsync(DELAY_MS);
    const tries = [];
    for (const waitMs of [250, 500, 1000, 2000]) {
      await rig.server.closes(1006);
      tries.push(rig.sockets.length);
      await vi.advanceTimersByTimeAsync(waitMs - 1);
      tries.push(rig.sockets.length);
      await vi.advanceTimersByTimeAsync(1);
    }
    expect(tries).toEqual([2, 2, 3, 3, 4, 4, 5, 5]);
    await rig.serverOn(0).sends(chat(11));
    expect(rig.session.state.chat).toHaveLength(1);
    expect([...phases]).toEqual(['joined']);

    await rig.serverOn(0).closes(closeCodes.draining.code);
    expect(rig.session.state.phase.name).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(250);
    await rig.server.opens();
    await rig.server.sends(resumed(11, 0));
    expect(rig.session.state.phase.name).toBe('joined');
    // The planned move is no more: nothing opens beside the new socket.
    await vi.advanceTimersByTimeAsync(14_000);
    expect(rig.sockets).toHaveLength(7);
  });

  test('because the new pod is busy waits for its turn, and no less', async () => {
    const { next, former, sockets, phases } = await entering({ random: () => 0 });
    await next.sends(notice('error', { code: 'unavailable', message: 'busy', retryAfterMs: 4_000 }));
    await next.closes(closeCodes.busy.code);
    await vi.advanceTimersByTimeAsync(3_999);
    expect(sockets).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(sockets).toHaveLength(3);
    expect(sockets[0]?.closedWith).toBeNull();
    await former.sends(chat(11));
    expect([...phases]).toEqual(['joined']);
  });

  test('after the former socket is gone is a loss like any other', async () => {
    const { session, former, sockets } = await entering();
    await former.closes(closeCodes.replaced.code);
    const command = session.raiseHand(true).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(session.state.phase.name).toBe('reconnecting');
    expect(await command).toMatchObject({ code: 'unavailable' });
    await vi.advanceTimersByTimeAsync(250);
    expect(sockets).toHaveLength(3);
  });

  test('before the place was asked for leaves nothing behind when the former socket breaks', async () => {
    const rig = await joinedRig();
    const { former } = await openNext(rig);
    await former.closes(1006);
    expect(rig.sockets[1]?.closedWith).toBe(4000);
    expect(rig.session.state.phase.name).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(250);
    await rig.server.opens();
    expect(rig.server.last('join_room').payload.resume).toMatchObject({ lastSeq: 10 });
  });
});

describe('the end, in the middle of a move', () => {
  test.each(['removed', 'roomEnded', 'roomExpired'] as const)('%s is the end', async (reason) => {
    const { session, former, sockets } = await entering();
    await former.closes(closeCodes[reason].code);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(session.state.phase).toEqual({ name: 'closed', reason });
    expect(sockets).toHaveLength(2);
    expect(sockets[1]?.closedWith).toBe(4000);
  });

  test('who leaves tells both servers, and nothing is opened after', async () => {
    const { session, former, next, sockets } = await entering();
    session.leave();
    expect([former, next].map((server) => server.received('leave_room').length)).toEqual([1, 1]);
    await former.closes(closeCodes.replaced.code);
    await next.sends(resumed(10, 0));
    await next.closes(closeCodes.left.code);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(session.state.phase).toEqual({ name: 'closed', reason: 'left' });
    expect(sockets).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([
    ['before its time has come', DELAY_MS - 1, 1],
    ['while the new socket opens', DELAY_MS, 2],
  ])('who leaves %s is out', async (_when, waitMs, count) => {
    const rig = await joinedRig();
    await rig.server.sends(move);
    await vi.advanceTimersByTimeAsync(waitMs);
    rig.session.leave();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(rig.serverOn(0).received('leave_room')).toHaveLength(1);
    expect(rig.sockets.map(({ closedWith }) => closedWith !== null)).toEqual(Array(count).fill(true));
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('who waits', () => {
  async function enteringFromOutside() {
    const rig = sessionRig();
    rig.session.join();
    await rig.server.opens();
    await rig.server.sends(waiting);
    const phases = phasesOf(rig.session);
    const { former, next } = await openNext(rig);
    await clear(former);
    return { ...rig, phases, former, next };
  }

  test('moves too, and is let in there', async () => {
    const { session, former, next, phases } = await enteringFromOutside();
    expect(next.last('join_room').payload.resume).toEqual({ token: 'resume-token-of-bob' });
    await next.sends(waiting);
    await former.closes(closeCodes.replaced.code);
    expect([...phases]).toEqual(['waiting']);
    await next.sends(notice('admit_user', { decision: 'admit' }), notice('room_joined', snapshot()));
    expect(session.state.phase.name).toBe('joined');
  });

  test('and is let in by the former socket at that moment stays in', async () => {
    const { session, former, next, phases, media } = await enteringFromOutside();
    await former.sends(notice('admit_user', { decision: 'admit' }), notice('room_joined', snapshot()));
    await next.sends(waiting);
    await former.closes(closeCodes.replaced.code);
    await next.sends(notice('admit_user', { decision: 'admit' }), notice('room_joined', snapshot()));
    expect([...phases]).toEqual(['waiting', 'joined']);
    expect(session.state.participants).toEqual([ann, bob]);
    expect(media).toHaveLength(1);
    expect(media[0]?.close).not.toHaveBeenCalled();
  });

  test('and is turned away by the former socket at that moment is out', async () => {
    const { session, former, sockets } = await enteringFromOutside();
    await former.sends(notice('admit_user', { decision: 'deny' }));
    await former.closes(closeCodes.notAdmitted.code);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(session.state.phase).toEqual({ name: 'closed', reason: 'notAdmitted' });
    expect(sockets).toHaveLength(2);
  });
});

describe('a pod that takes in no more', () => {
  const busy = notice('error', { code: 'unavailable', message: 'busy', retryAfterMs: 8_000 }, MessageId.parse('j'));

  test('is asked again when it said, not before, whatever the person or the network does', async () => {
    const { session, server, network, sockets } = sessionRig({ random: () => 0 });
    session.join();
    await server.opens();
    await server.sends(busy);
    await server.closes(closeCodes.busy.code);
    expect(session.state.phase).toEqual({ name: 'reconnecting', attempt: 1, retryAt: Date.now() + 8_000 });
    session.reconnectNow();
    network.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(7_999);
    expect(sockets).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(sockets).toHaveLength(2);
    await server.closes(1006);
    await settled();
    expect(session.state.phase).toMatchObject({ attempt: 2, retryAt: Date.now() });
  });
});
