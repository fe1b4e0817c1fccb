import type { ServerMessage } from '@cline-meet/protocol';
import { closeCodes } from '@cline-meet/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { HubRig, type Joined, type RigOptions } from './hub-rig.ts';
import type { HubTestClient } from './hub-test-client.ts';

/** Longer than any test: who waits for its end does not finish. */
const LONG_MS = 3_600_000;
/** Nobody hurries. */
const calm = new AbortController().signal;

let rig: HubRig;
const start = async (settings: RigOptions['settings'] = { drainMs: LONG_MS }, options: RigOptions = {}) => {
  rig = await HubRig.start({ hubs: 2, settings, ...options });
  return rig;
};
afterEach(() => rig.close());

const placeOf = ({ snapshot: { resumeToken: token, epoch, seq: lastSeq } }: Joined) => ({ token, epoch, lastSeq });
const ofType = <Type extends ServerMessage['type']>({ received }: HubTestClient, type: Type) =>
  received.filter((message): message is ServerMessage<Type> => message.type === type);

/** Hanako on the pod that stays, Ken on the one that goes. */
async function meeting(change: Parameters<HubRig['meeting']>[0] = {}) {
  const { room, host } = await rig.meeting(change);
  const ken = await rig.join(room, 'Ken', { isHost: true }, 1);
  await host.client.next('user_joined');
  return { room, host, ken };
}

describe('a pod that is told to go', () => {
  it('asks everyone to move at a moment of their own, evenly over the time that it has', async () => {
    let drawn = 0;
    const fractions = Array.from({ length: 20 }, (_, index) => ((index * 7) % 20) / 20);
    await start({ drainMs: 20_000 }, { random: () => fractions[drawn++] ?? Number.NaN });
    const { room } = await rig.meeting();
    const people: Joined[] = [];
    for (const index of fractions.keys()) people.push(await rig.join(room, `P${index}`, {}, 1));
    const hurry = new AbortController();
    const drained = rig.pod(1).hub.drain(hurry.signal);
    const delays = await Promise.all(people.map(async ({ client }) => (await client.next('move')).payload.delayMs));
    expect(delays).toEqual(fractions.map((fraction) => fraction * 20_000));
    hurry.abort();
    await drained;
  });

  it('takes nobody new in, and is not ready, from that moment on', async () => {
    await start();
    const { room, ken } = await meeting();
    expect(rig.pod(1).hub.takesMore).toBe(true);
    const drained = rig.pod(1).hub.drain(calm);
    expect(rig.pod(1).hub.takesMore).toBe(false);
    await expect(rig.connect(room.roomId, 1)).rejects.toThrow('503');
    ken.client.socket.close();
    await drained;
  });

  it('lets people go on until they have moved: no one sees it, and the former socket closes last', async () => {
    await start();
    const { room, host, ken } = await meeting();
    const drained = rig.pod(1).hub.drain(calm);
    await ken.client.next('move');
    ken.client.send('chat_message', { text: 'on the way' }, { id: 'm1' });
    await ken.client.next('ack');

    const moved = await rig.connect(room.roomId);
    let closedFirst = false;
    ken.client.socket.once('close', () => {
      closedFirst = !moved.types().includes('room_resumed');
    });
    moved.send('join_room', { resume: placeOf(ken), media: { microphone: true, camera: true } });
    expect((await moved.next('room_resumed')).payload).toMatchObject({
      connectionId: ken.snapshot.connectionId,
      replayed: 1,
    });
    expect((await moved.next('chat_message')).payload.text).toBe('on the way');
    expect(await ken.client.closed).toBe(closeCodes.replaced.code);
    expect(closedFirst).toBe(false);
    await drained;
    await rig.pod(1).hub.close();

    moved.send('chat_message', { text: 'there' }, { id: 'm2' });
    while ((await host.client.next('chat_message')).payload.text !== 'there');
    expect(ofType(host.client, 'participant_state')).toEqual([]);
    expect(ofType(host.client, 'user_left')).toEqual([]);
    expect(rig.journal.filter(({ type }) => type === 'left')).toEqual([]);
  });

  it('loses no signal on the way, brings none in another order, and each over either socket or both', async () => {
    await start();
    const { room, host, ken } = await meeting();
    const drained = rig.pod(1).hub.drain(calm);
    await ken.client.next('move');
    const signal = (number: number) => {
      const candidate = { candidate: `candidate:${number}`, sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null };
      const payload = { candidate, senderIncarnation: 0, targetIncarnation: 0, topologyId: 'mesh-1' };
      host.client.send('ice_candidate', payload, { targetConnectionId: ken.snapshot.connectionId });
    };
    let count = 0;
    const stream = setInterval(() => signal(++count), 0);
    const moved = await rig.resume(room.roomId, placeOf(ken));
    await ken.client.closed;
    clearInterval(stream);
    await host.client.settled();
    await moved.settled();
    const heard = (client: HubTestClient) =>
      ofType(client, 'ice_candidate').map(({ payload }) => Number(payload.candidate?.candidate.split(':')[1]));
    const [former, next] = [heard(ken.client), heard(moved)];
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    expect(former).toEqual(numbers.slice(0, former.length));
    expect(next).toEqual(numbers.slice(count - next.length));
    expect(former.length + next.length).toBeGreaterThanOrEqual(count);
    // As clients do it: the same text is the same signal.
    const texts = new Set(
      [ken.client, moved].flatMap((client) => ofType(client, 'ice_candidate')).map((one) => JSON.stringify(one)),
    );
    expect(texts.size).toBe(count);
    await drained;
  });

  it('has people in the waiting room move too, and they are let in where they are then', async () => {
    await start();
    const { room, host } = await rig.meeting({ waitingRoom: true });
    const { client } = await rig.knock(room, 'Ken', {}, 1);
    const { connectionId, resumeToken: token } = (await client.next('room_waiting')).payload;
    const drained = rig.pod(1).hub.drain(calm);
    await client.next('move');
    const moved = await rig.resume(room.roomId, { token });
    expect((await moved.next('room_waiting')).payload.connectionId).toBe(connectionId);
    expect(await client.closed).toBe(closeCodes.replaced.code);
    await drained;
    host.client.send('admit_user', { scope: 'everyone', decision: 'admit' }, { id: 'a' });
    const { participants } = (await moved.next('room_joined')).payload;
    expect(participants.map(({ name, connection }) => [name, connection])).toContainEqual(['Ken', 'connected']);
  });

  it('tells those too who were just coming in', async () => {
    await start();
    const { room, ken } = await meeting();
    const late = await rig.connect(room.roomId, 1);
    const drained = rig.pod(1).hub.drain(calm);
    late.send('join_room', {
      ticket: rig.ticket({ ...ken.claims, ticketId: 'late' }),
      media: { microphone: true, camera: true },
    });
    await late.next('room_joined');
    await rig.pod(1).hub.sweep();
    await late.next('move');
    await rig.pod(1).hub.sweep();
    await late.settled();
    expect(ofType(late, 'move')).toHaveLength(1);
    for (const client of [late, ken.client]) client.socket.close();
    await drained;
  });

  it('closes who does not move in time, and keeps their place', async () => {
    await start({ drainMs: 80 });
    const { room, host, ken } = await meeting();
    const startedAtMs = performance.now();
    await rig.pod(1).hub.drain(calm);
    expect(performance.now() - startedAtMs).toBeGreaterThan(95);
    expect(ken.client.types()).toContain('move');
    await rig.pod(1).hub.close();
    expect(await ken.client.closed).toBe(closeCodes.draining.code);
    expect((await host.client.next('participant_state')).payload.change.connection).toBe('reconnecting');
    const back = await rig.resume(room.roomId, placeOf(ken));
    expect((await back.next('room_resumed')).payload.connectionId).toBe(ken.snapshot.connectionId);
  });

  it('waits for nobody where nobody is', async () => {
    await start();
    await rig.pod(1).hub.drain(calm);
    expect(rig.pod(1).hub.takesMore).toBe(false);
  });

  it.each([
    ['it is hurried', LONG_MS, AbortSignal.abort(), 1],
    ['there is no other pod', 0, calm, 0],
  ])('waits for nobody where %s', async (_why, drainMs, hurry, moves) => {
    await start({ drainMs });
    const { ken } = await meeting();
    await rig.pod(1).hub.drain(hurry);
    await ken.client.settled();
    expect(ofType(ken.client, 'move')).toHaveLength(moves);
    await rig.pod(1).hub.close();
    expect(await ken.client.closed).toBe(closeCodes.draining.code);
  });
});
