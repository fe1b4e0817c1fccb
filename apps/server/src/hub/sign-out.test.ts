import { closeCodes } from '@cline-meet/protocol';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LossyBus } from '../bus/lossy-bus.ts';
import type { TicketClaims } from '../room/ticket.ts';
import { HubRig, type Joined } from './hub-rig.ts';
import type { HubTestClient } from './hub-test-client.ts';

const SIGNED_OUT = closeCodes.signedOut.code;
const GRACE_MS = 30_000;

let rig: HubRig;
afterEach(() => rig.close());

/** Ken on both pods, from two tabs of one browser. */
async function meeting(bus?: LossyBus) {
  rig = await HubRig.start({ hubs: 2, ...(bus && { bus }) });
  const { room, host } = await rig.meeting();
  const first = await rig.join(room, 'Ken', {}, 1);
  const second = await rig.join(room, 'Ken', sameLogin(first.claims));
  for (const _tab of [first, second]) await host.client.next('user_joined');
  // Their sessions are noted by then: a note that comes after a sign-out would close both again.
  await Promise.all([first, second].map(({ client }) => client.settled()));
  return { room, host, first, second };
}

const sameLogin = ({ userId, sessionId }: TicketClaims) => ({ userId, sessionId });

const departures = ({ received }: HubTestClient) =>
  received.flatMap((message) =>
    message.type === 'user_left' ? [[message.payload.connectionId, message.payload.reason]] : [],
  );

const goneAs = (reason: string, ...people: Joined[]) =>
  people.map(({ snapshot }) => [snapshot.connectionId, reason]).sort();

/** Soon: the socket may be closed before its hub, which is still at the door, gives the place up. */
async function isSoonAlone(host: Joined): Promise<void> {
  await vi.waitFor(() => isAlone(host));
}

async function isAlone(host: Joined): Promise<void> {
  const view = await rig.store.lookInto(host.client.roomId);
  expect(view?.participants.map(({ name }) => name)).toEqual(['Hanako']);
}

describe('signing out', () => {
  it('closes the sockets of that login on every pod for good, and the others see its people leave, once', async () => {
    const { host, first, second } = await meeting();
    await rig.signOuts.closeAll(first.claims);
    expect(await Promise.all([first.client.closed, second.client.closed])).toEqual([SIGNED_OUT, SIGNED_OUT]);
    rig.goOn();
    await rig.signOuts.close();
    await host.client.settled();
    expect(departures(host.client).sort()).toEqual(goneAs('left', first, second));
    const written = rig.journal.flatMap((entry) => (entry.type === 'left' ? [[entry.connectionId, entry.reason]] : []));
    expect(written.sort()).toEqual(goneAs('left', first, second));
    await isAlone(host);
  });

  it('tells nobody of their own leaving, and of no reconnecting', async () => {
    const { host, first, second } = await meeting();
    await rig.signOuts.closeAll(first.claims);
    await Promise.all([first.client.closed, second.client.closed]);
    await host.client.settled();
    expect(departures(first.client)).toEqual([]);
    expect(departures(second.client)).toEqual([]);
    expect(host.client.types()).not.toContain('participant_state');
  });

  it('leaves other logins of the same person, and other people, in peace', async () => {
    const { room, host, first } = await meeting();
    const phone = await rig.join(room, 'Ken', { userId: first.claims.userId }, 1);
    await rig.signOuts.closeAll(first.claims);
    await first.client.closed;
    phone.client.send('chat_message', { text: 'still here' }, { id: 'm' });
    expect((await host.client.next('chat_message')).payload.text).toBe('still here');
  });

  it('sends who waits away too, and takes them off the list of who does', async () => {
    rig = await HubRig.start({ hubs: 2 });
    const { room, host } = await rig.meeting({ waitingRoom: true });
    const { client, claims } = await rig.knock(room, 'Ann', {}, 1);
    await client.next('room_waiting');
    await client.settled().catch(() => {});
    await rig.signOuts.closeAll(claims);
    expect(await client.closed).toBe(SIGNED_OUT);
    await vi.waitFor(() => {
      const lists = host.client.received.filter((message) => message.type === 'waiting_list');
      expect(lists.at(-1)?.payload.waiting).toEqual([]);
    });
  });

  it('gives up a place that is kept for a lost connection: it cannot be resumed', async () => {
    const { room, host, first, second } = await meeting();
    second.client.socket.terminate();
    await host.client.next('participant_state');
    await rig.signOuts.closeAll(first.claims);
    await first.client.closed;
    const { resumeToken: token, epoch, seq: lastSeq } = second.snapshot;
    const back = await rig.resume(room.roomId, { token, epoch, lastSeq }, 1);
    expect(await back.closed).toBe(closeCodes.resumeExpired.code);
    await isAlone(host);
    rig.clock.advance(GRACE_MS);
    await rig.pod(0).hub.sweep();
    await host.client.settled();
    expect(departures(host.client).sort()).toEqual(goneAs('left', first, second));
  });

  it('counts for a ticket that was not used yet', async () => {
    const { room, host, first, second } = await meeting();
    await rig.signOuts.closeAll(first.claims);
    await Promise.all([first.client.closed, second.client.closed]);
    const { client } = await rig.knock(room, 'Ken', sameLogin(first.claims), 1);
    expect(await client.closed).toBe(SIGNED_OUT);
    await isSoonAlone(host);
    // Counted when all is done, which is later than the close.
    await vi.waitFor(async () => {
      expect(await rig.pod(1).registry.metrics()).toContain('hub_joins_total{outcome="signed_out"} 1');
    });
  });

  it('reaches a place that was resumed on another pod than the one that gave it', async () => {
    const { room, first, second } = await meeting();
    const { resumeToken: token, epoch, seq: lastSeq } = first.snapshot;
    const back = await rig.resume(room.roomId, { token, epoch, lastSeq }, 0);
    await back.next('room_resumed');
    expect(await first.client.closed).toBe(closeCodes.replaced.code);
    await rig.signOuts.closeAll(second.claims);
    expect(await back.closed).toBe(SIGNED_OUT);
  });

  it('is not lost with the session’s note: who cannot be noted must come in again', async () => {
    const { room, first } = await meeting();
    vi.spyOn(rig.sessions, 'note').mockRejectedValueOnce(new Error('Redis is away'));
    const { client, claims } = await rig.knock(room, 'Bob', {}, 1);
    const { resumeToken: token, epoch, seq: lastSeq } = (await client.next('room_joined')).payload;
    expect(await client.closed).toBe(closeCodes.internal.code);
    const back = await rig.resume(room.roomId, { token, epoch, lastSeq }, 1);
    await back.next('room_resumed');
    await back.settled();
    await rig.signOuts.closeAll(claims);
    expect(await back.closed).toBe(SIGNED_OUT);
    await first.client.settled();
  });
});

describe('signing out over a bus that loses', () => {
  it('says it again, and the others still see one leave', async () => {
    const bus = new LossyBus();
    const { host, first, second } = await meeting(bus);
    bus.loses = () => true;
    await rig.signOuts.closeAll(first.claims);
    bus.loses = () => false;
    await first.client.settled();
    rig.goOn();
    expect(await Promise.all([first.client.closed, second.client.closed])).toEqual([SIGNED_OUT, SIGNED_OUT]);
    for (const pod of [0, 1]) await rig.pod(pod).hub.sweep();
    await host.client.settled();
    expect(departures(host.client).sort()).toEqual(goneAs('left', first, second));
  });

  it('says it again before the server goes', async () => {
    const bus = new LossyBus();
    const { first, second } = await meeting(bus);
    bus.loses = () => true;
    await rig.signOuts.closeAll(first.claims);
    bus.loses = () => false;
    await rig.signOuts.close();
    expect(await Promise.all([first.client.closed, second.client.closed])).toEqual([SIGNED_OUT, SIGNED_OUT]);
  });

  it('is tried again where the index did not answer, and never fails the sign-out', async () => {
    const { first, second } = await meeting();
    vi.spyOn(rig.sessions, 'end').mockRejectedValueOnce(new Error('Redis is away'));
    await rig.signOuts.closeAll(first.claims);
    await first.client.settled();
    rig.goOn();
    expect(await Promise.all([first.client.closed, second.client.closed])).toEqual([SIGNED_OUT, SIGNED_OUT]);
    expect(rig.logged.some((line) => line.includes('sign-out not told'))).toBe(true);
  });
});

describe('signing out of two meetings', () => {
  it('ends one though the other cannot be reached, and that one when it can', async () => {
    const { first } = await meeting();
    const other = await rig.meeting();
    const there = await rig.join(other.room, 'Ken', sameLogin(first.claims), 1);
    const { leaveSession } = rig.store;
    const isAway = vi.spyOn(rig.store, 'leaveSession').mockImplementation(async (roomId, ...rest) => {
      if (roomId === first.client.roomId) throw new Error('its node is down');
      return leaveSession(roomId, ...rest);
    });
    await rig.signOuts.closeAll(first.claims);
    expect(await there.client.closed).toBe(SIGNED_OUT);
    isAway.mockRestore();
    rig.goOn();
    expect(await first.client.closed).toBe(SIGNED_OUT);
  });
});

describe('a sign-out at any moment', () => {
  /** How many turns of the event loop each waits before it begins. */
  const delays = fc.record({ door: fc.nat(12), signOut: fc.nat(12), pod: fc.nat(1) });
  const turns = async (count: number) => {
    for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };

  it('of a join leaves no socket and no place', async () => {
    rig = await HubRig.start({ hubs: 2 });
    const { room, host } = await rig.meeting();
    await fc.assert(
      fc.asyncProperty(delays, async ({ door, signOut, pod }) => {
        const login = sameLogin((await rig.join(room, 'Ken')).claims);
        const knock = turns(door).then(() => rig.knock(room, 'Ken', login, pod));
        const closed = turns(signOut).then(() => rig.signOuts.closeAll(login));
        const [{ client }] = await Promise.all([knock, closed]);
        expect(await client.closed).toBe(SIGNED_OUT);
        await isSoonAlone(host);
      }),
      { numRuns: 40, includeErrorInReport: true },
    );
  });

  it('of a resume leaves no socket and no place', async () => {
    rig = await HubRig.start({ hubs: 2 });
    const { room, host } = await rig.meeting();
    await fc.assert(
      fc.asyncProperty(delays, async ({ door, signOut, pod }) => {
        const { claims, snapshot } = await rig.join(room, 'Ken');
        const { resumeToken: token, epoch, seq: lastSeq } = snapshot;
        const back = turns(door).then(() => rig.resume(room.roomId, { token, epoch, lastSeq }, pod));
        const closed = turns(signOut).then(() => rig.signOuts.closeAll(claims));
        const [client] = await Promise.all([back, closed]);
        expect([SIGNED_OUT, closeCodes.resumeExpired.code]).toContain(await client.closed);
        await isSoonAlone(host);
      }),
      { numRuns: 40, includeErrorInReport: true },
    );
  });
});
