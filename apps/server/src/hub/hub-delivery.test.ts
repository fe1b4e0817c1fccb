import { closeCodes, type ServerMessage } from '@cline-meet/protocol';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { LossyBus } from '../bus/lossy-bus.ts';
import type { Envelope } from '../room/envelope.ts';
import { HubRig, type Joined } from './hub-rig.ts';
import type { HubTestClient } from './hub-test-client.ts';
import { CATCH_UP_TURNS } from './local-rooms.ts';

let rig: HubRig;
afterEach(() => rig.close());

const events = ({ received }: HubTestClient) =>
  received.filter((message): message is Extract<ServerMessage, { seq: number }> => 'seq' in message);

/** Each room has its turn in one of so many sweeps, which are a second apart. */
async function sweepAllRooms(): Promise<void> {
  for (let turn = 0; turn < CATCH_UP_TURNS; turn += 1) await rig.pod(1).hub.sweep();
}

describe('a bus that loses', () => {
  async function meeting() {
    const bus = new LossyBus();
    rig = await HubRig.start({ hubs: 2, bus });
    const { room, host } = await rig.meeting();
    const ken = await rig.join(room, 'Ken', {}, 1);
    await host.client.next('user_joined');
    return { bus, room, host, ken };
  }
  const isChat = (text: string) => (envelope: Envelope) =>
    envelope.kind === 'event' && envelope.event.type === 'chat_message' && envelope.event.payload.text === text;

  it('is mended from the log before anything later is delivered, once', async () => {
    const { bus, host, ken } = await meeting();
    bus.loses = isChat('lost');
    for (const text of ['lost', 'later']) host.client.send('chat_message', { text }, { id: text });
    const texts = [await ken.client.next('chat_message'), await ken.client.next('chat_message')];
    expect(texts.map((message) => message.payload.text)).toEqual(['lost', 'later']);
    await ken.client.settled();
    expect(events(ken.client)).toHaveLength(2);
    expect(await rig.pod(1).registry.metrics()).toContain('hub_healed_events_total 2');
  });

  it('is mended within a few sweeps where nothing later shows the gap', async () => {
    const { bus, host, ken } = await meeting();
    bus.loses = isChat('last');
    host.client.send('chat_message', { text: 'last' }, { id: 'last' });
    await host.client.next('ack');
    await sweepAllRooms();
    expect((await ken.client.next('chat_message')).payload.text).toBe('last');
  });

  it('does not leave an admitted person outside, not even where nobody else is on their pod', async () => {
    const bus = new LossyBus();
    rig = await HubRig.start({ hubs: 2, bus });
    const { room, host } = await rig.meeting({ waitingRoom: true });
    const { client } = await rig.knock(room, 'Ann', {}, 1);
    await client.next('room_waiting');
    bus.loses = () => true;
    host.client.send('admit_user', { scope: 'everyone', decision: 'admit' }, { id: 'a' });
    await host.client.next('ack');
    await sweepAllRooms();
    expect((await client.next('room_joined')).payload.participants).toHaveLength(2);
  });

  it('does not leave a host unaware of who knocks, nor who waits in a meeting that is over', async () => {
    const bus = new LossyBus();
    rig = await HubRig.start({ hubs: 2, bus });
    const { room, host } = await rig.meeting({ waitingRoom: true });
    const second = await rig.join(room, 'Second host', { isHost: true }, 1);
    await second.client.next('waiting_list');
    bus.loses = () => true;
    const { client } = await rig.knock(room, 'Ann');
    await client.next('room_waiting');
    await sweepAllRooms();
    expect((await second.client.next('waiting_list')).payload.waiting).toMatchObject([{ name: 'Ann' }]);
    const late = await rig.knock(room, 'Bob', {}, 1);
    await late.client.next('room_waiting');
    await late.client.settled();
    host.client.send('end_room', {}, { id: 'e' });
    await host.client.next('ack');
    await sweepAllRooms();
    for (const { closed } of [second.client, late.client]) expect(await closed).toBe(closeCodes.roomEnded.code);
  });

  it('sends away at last who was denied, or whose place is gone', async () => {
    const bus = new LossyBus();
    rig = await HubRig.start({ hubs: 2, bus });
    const { room, host } = await rig.meeting({ waitingRoom: true });
    const { client } = await rig.knock(room, 'Ann', {}, 1);
    await client.next('room_waiting');
    await client.settled();
    bus.loses = () => true;
    host.client.send('admit_user', { scope: 'everyone', decision: 'deny' }, { id: 'd' });
    await host.client.next('ack');
    await sweepAllRooms();
    expect(await client.closed).toBe(closeCodes.internal.code);
  });

  it('ends in a fresh snapshot where even the log no longer holds what was lost', async () => {
    const { bus, host, ken, room } = await meeting();
    bus.loses = () => true;
    const stamp = { at: new Date(rig.clock.now()).toISOString() };
    const { connectionId } = host.snapshot;
    for (let count = 0; count <= 1001; count += 1) {
      await rig.store.changeParticipant(room.roomId, connectionId, { camera: count % 2 === 1 }, stamp);
    }
    await sweepAllRooms();
    const { resync, seq } = (await ken.client.next('room_joined')).payload;
    expect(resync).toBe(true);
    bus.loses = () => false;
    host.client.send('chat_message', { text: 'still here' }, { id: 'm' });
    expect((await ken.client.next('chat_message')).seq).toBe(seq + 1);
  });
});

/** What one step of the property does to the room. */
type Step = { who: number; act: 'say' | 'leave' | 'cut' | 'raise' };
const steps = fc.array(
  fc.record({ who: fc.nat(3), act: fc.constantFrom<Step['act'][]>('say', 'leave', 'cut', 'raise') }),
  { minLength: 1, maxLength: 25 },
);

describe('any interleaving of joins, leaves, losses and chat', () => {
  it('leaves every client with the same contiguous history', async () => {
    rig = await HubRig.start({ hubs: 2 });
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const { room, host } = await rig.meeting();
        const watcher = await rig.join(room, 'Watcher', {}, 1);
        await play(script, room);
        host.client.send('chat_message', { text: 'the end' }, { id: 'end' });
        const one = await historyUntil(host.client, 'the end');
        const two = await historyUntil(watcher.client, 'the end');
        const first = host.snapshot.seq + 1;
        expect(one.map((event) => event.seq)).toEqual(one.map((_, index) => first + index));
        expect(two).toEqual(one.slice(1));
        await Promise.all([host, watcher].map(({ client }) => client.socket.terminate()));
      }),
      { numRuns: 15, includeErrorInReport: true },
    );
  });

  /** Starts every step without waiting for the one before, so that the two hubs race. */
  async function play(script: Step[], room: Parameters<HubRig['join']>[0]): Promise<void> {
    const people = new Map<number, Promise<Joined>>();
    await Promise.all(
      script.map(async ({ who, act }, index) => {
        const person = people.get(who) ?? rig.join(room, `Person ${who}`, {}, who % 2);
        people.set(who, person);
        const { client } = await person;
        if (client.socket.readyState !== client.socket.OPEN) return;
        if (act === 'cut') client.socket.terminate();
        else if (act === 'leave') client.send('leave_room');
        else if (act === 'raise') client.send('raise_hand', { raised: index % 2 === 0 });
        else client.send('chat_message', { text: `${index}` }, { id: `m${index}` });
      }),
    );
  }

  /** What is cut off is noticed when it is: events may follow the last message at one client before the other. */
  async function historyUntil(client: HubTestClient, text: string) {
    let last = await client.next('chat_message');
    while (last.payload.text !== text) last = await client.next('chat_message');
    return events(client).filter(({ seq }) => seq <= last.seq);
  }
});
