import { closeCodes } from '@cline-meet/protocol';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HOUR_MS } from '../room/room-fixtures.ts';
import { HubRig, type RigOptions } from './hub-rig.ts';

let rig: HubRig;
const start = async (options?: RigOptions) => {
  rig = await HubRig.start(options);
  return rig;
};
afterEach(() => rig.close());

describe.each([1, 2])('a meeting served by %i hub(s)', (hubs) => {
  const other = hubs - 1;

  it('shows each the other, with TURN credentials and a contiguous seq', async () => {
    const { room, host } = await (await start({ hubs })).meeting();
    const ken = await rig.join(room, 'Ken', {}, other);
    expect(ken.snapshot.participants.map((one) => [one.name, one.role])).toEqual([
      ['Hanako', 'host'],
      ['Ken', 'participant'],
    ]);
    expect(ken.snapshot.iceServers[0]?.username).toBe(ken.claims.userId);
    const joined = await host.client.next('user_joined');
    expect([joined.seq, joined.senderConnectionId]).toEqual([host.snapshot.seq + 1, ken.snapshot.connectionId]);
  });

  it('carries chat both ways and to who comes later, acknowledged, stored once', async () => {
    const { room, host } = await (await start({ hubs })).meeting();
    const ken = await rig.join(room, 'Ken', {}, other);
    ken.client.send('chat_message', { text: 'hello' }, { id: 'm1' });
    ken.client.send('chat_message', { text: 'hello' }, { id: 'm1' });
    const [first, again] = [await ken.client.next('ack'), await ken.client.next('ack')];
    expect(first.payload.seq).toBe(again.payload.seq);
    expect((await host.client.next('chat_message')).payload).toMatchObject({ text: 'hello', name: 'Ken' });
    host.client.send('chat_message', { text: 'hi' }, { id: 'm2' });
    // His own message comes to him too, before its acknowledgements or after.
    const heard = [await ken.client.next('chat_message')];
    if (heard[0]?.payload.text === 'hello') heard.push(await ken.client.next('chat_message'));
    expect(heard.at(-1)?.payload.text).toBe('hi');
    const late = await rig.join(room, 'Late', {}, other);
    expect(late.snapshot.chat.map((entry) => entry.text)).toEqual(['hello', 'hi']);
  });

  it('relays signals to the one they are for, with the true sender', async () => {
    const { room, host } = await (await start({ hubs })).meeting();
    const ken = await rig.join(room, 'Ken', {}, other);
    const bystander = await rig.join(room, 'Ann');
    const payload = {
      sdp: 'v=0',
      generation: 1,
      sources: {},
      senderIncarnation: 0,
      targetIncarnation: 0,
      topologyId: 'mesh-1',
    };
    const targetConnectionId = host.snapshot.connectionId;
    ken.client.send('webrtc_offer', payload, {
      targetConnectionId,
      senderUserId: host.claims.userId,
      senderConnectionId: host.snapshot.connectionId,
      timestamp: '1999-01-01T00:00:00.000Z',
    });
    const offer = await host.client.next('webrtc_offer');
    expect(offer).toMatchObject({ payload, senderUserId: ken.claims.userId, targetConnectionId });
    expect(offer.senderConnectionId).toBe(ken.snapshot.connectionId);
    expect(offer.timestamp).not.toMatch(/^1999/);
    await bystander.client.settled();
    expect(bystander.client.types()).not.toContain('webrtc_offer');
  });

  it('shows a reaction to everyone at that moment, the sender too, and to nobody later', async () => {
    const { room, host } = await (await start({ hubs })).meeting();
    const ken = await rig.join(room, 'Ken', {}, other);
    await host.client.next('user_joined');
    const stamps = { senderUserId: ken.claims.userId, senderConnectionId: ken.snapshot.connectionId };
    const forged = { senderUserId: host.claims.userId, senderConnectionId: host.snapshot.connectionId };
    ken.client.send('reaction', { emoji: '👏' }, { id: 'r', ...forged });
    expect(await host.client.next('reaction')).toMatchObject({ ...stamps, payload: { emoji: '👏' } });
    // The answer comes another way than what all are told.
    await vi.waitFor(() => expect(ken.client.types().slice(-2).sort()).toEqual(['ack', 'reaction']));
    expect(ken.client.received.slice(-2)).toContainEqual(
      expect.objectContaining({ type: 'ack', id: 'r', payload: {} }),
    );
    expect(ken.client.received.slice(-2)).toContainEqual(expect.objectContaining(stamps));
    const late = await rig.join(room, 'Ann', {}, other);
    await late.client.settled();
    expect(late.client.types()).not.toContain('reaction');
    expect(late.snapshot.seq).toBe(ken.snapshot.seq + 1);
  });

  it('lets the host admit who waits, who then sees the room', async () => {
    const { room, host } = await (await start({ hubs })).meeting({ waitingRoom: true });
    expect((await host.client.next('waiting_list')).payload.waiting).toEqual([]);
    const { client } = await rig.knock(room, 'Ken', {}, other);
    const { connectionId } = (await client.next('room_waiting')).payload;
    expect((await host.client.next('waiting_list')).payload.waiting).toMatchObject([{ connectionId, name: 'Ken' }]);
    host.client.send('admit_user', { scope: 'participant', decision: 'admit' }, { targetConnectionId: connectionId });
    expect((await client.next('admit_user')).payload.decision).toBe('admit');
    const snapshot = (await client.next('room_joined')).payload;
    expect(snapshot.participants.map((one) => one.name)).toEqual(['Hanako', 'Ken']);
    expect((await host.client.next('user_joined')).payload.participant.connectionId).toBe(connectionId);
    expect((await host.client.next('waiting_list')).payload.waiting).toEqual([]);
    client.send('chat_message', { text: 'thanks' }, { id: 'm1' });
    expect((await host.client.next('chat_message')).payload.name).toBe('Ken');
  });

  it('turns away who is denied', async () => {
    const { room, host } = await (await start({ hubs })).meeting({ waitingRoom: true });
    const { client } = await rig.knock(room, 'Ken', {}, other);
    await client.next('room_waiting');
    host.client.send('admit_user', { scope: 'everyone', decision: 'deny' }, { id: 'd' });
    expect((await client.next('admit_user')).payload.decision).toBe('deny');
    expect(await client.closed).toBe(closeCodes.notAdmitted.code);
  });

  it('admits those who wait when the waiting room is switched off', async () => {
    const { room, host } = await (await start({ hubs })).meeting({ waitingRoom: true });
    const { client } = await rig.knock(room, 'Ken', {}, other);
    await client.next('room_waiting');
    host.client.send('room_settings', { waitingRoom: false }, { id: 's' });
    await client.next('room_joined');
    expect((await host.client.next('room_settings')).payload).toEqual({ waitingRoom: false, locked: false });
    expect(rig.journal).toContainEqual(expect.objectContaining({ type: 'settings', waitingRoom: false }));
  });

  it('mutes for everyone to see, and nobody can be unmuted', async () => {
    const { room, host } = await (await start({ hubs })).meeting();
    const ken = await rig.join(room, 'Ken', {}, other);
    host.client.send('mute_user', { scope: 'everyone' }, { id: 'x' });
    expect((await ken.client.next('mute_user')).payload).toEqual({
      connectionIds: [ken.snapshot.connectionId],
      byName: 'Hanako',
    });
    const late = await rig.join(room, 'Late', {}, other);
    expect(late.snapshot.participants.map((one) => one.microphone)).toEqual([true, false, true]);
  });

  it('removes a person, who must knock to come back', async () => {
    const { room, host } = await (await start({ hubs })).meeting();
    const ken = await rig.join(room, 'Ken', {}, other);
    host.client.send('remove_user', {}, { targetConnectionId: ken.snapshot.connectionId, id: 'r' });
    expect(await ken.client.closed).toBe(closeCodes.removed.code);
    expect((await host.client.next('user_left')).payload).toMatchObject({ name: 'Ken', reason: 'removed' });
    const again = await rig.knock(room, 'Ken', { userId: ken.claims.userId }, other);
    await again.client.next('room_waiting');
    const resumed = await rig.resume(room.roomId, { token: ken.snapshot.resumeToken, lastSeq: 1 }, other);
    expect(await resumed.closed).toBe(closeCodes.resumeExpired.code);
  });

  it('ends for everyone, the host acknowledged first, and stays ended', async () => {
    const { room, host } = await (await start({ hubs })).meeting();
    const ken = await rig.join(room, 'Ken', {}, other);
    host.client.send('end_room', {}, { id: 'e' });
    expect((await host.client.next('ack')).id).toBe('e');
    expect(await Promise.all([host.client.closed, ken.client.closed])).toEqual([4410, 4410]);
    const late = await rig.knock(room, 'Late', { isHost: true }, other);
    expect((await late.client.next('error')).payload.code).toBe('room_ended');
    expect(await late.client.closed).toBe(closeCodes.roomEnded.code);
    expect(rig.journal.at(-1)?.type).toBe('ended');
  });

  it('gives a lost connection exactly what it missed, and shows others reconnecting and no leave', async () => {
    const { room, host } = await (await start({ hubs })).meeting();
    const ken = await rig.join(room, 'Ken', {}, other);
    ken.client.socket.terminate();
    expect((await host.client.next('participant_state')).payload.change).toEqual({ connection: 'reconnecting' });
    for (const id of ['m1', 'm2']) host.client.send('chat_message', { text: id }, { id });
    await host.client.settled();
    const { resumeToken: token, epoch, seq: lastSeq, connectionId } = ken.snapshot;
    const back = await rig.resume(room.roomId, { token, epoch, lastSeq }, 0);
    const resumed = await back.next('room_resumed');
    expect(resumed.payload).toMatchObject({ connectionId, seq: lastSeq, replayed: 4 });
    host.client.send('chat_message', { text: 'm3' }, { id: 'm3' });
    await back.next('chat_message');
    while ((await back.next('chat_message')).payload.text !== 'm3');
    const seqs = back.received.flatMap((message) => ('seq' in message ? [message.seq] : []));
    expect(seqs).toEqual([1, 2, 3, 4, 5].map((step) => lastSeq + step));
    expect(host.client.types()).not.toContain('user_left');
  });

  it('gives a reloaded page its place with the microphone still off, and closes the former socket', async () => {
    const { room, host } = await (await start({ hubs })).meeting();
    const ken = await rig.join(room, 'Ken', {}, other);
    ken.client.send('media_state', { microphone: false, camera: true });
    ken.client.send('raise_hand', { raised: true });
    await ken.client.settled();
    const back = await rig.resume(room.roomId, { token: ken.snapshot.resumeToken }, 0);
    const { participants, connectionId, resync } = (await back.next('room_joined')).payload;
    expect([connectionId, resync]).toEqual([ken.snapshot.connectionId, false]);
    expect(participants[1]).toMatchObject({ microphone: false, incarnation: 1, handRaisedAt: expect.any(String) });
    expect(await ken.client.closed).toBe(closeCodes.replaced.code);
    await back.settled();
    expect(host.client.types()).not.toContain('user_left');
  });
});

describe('time', () => {
  it('takes out whose grace has passed: a closed page sooner than a lost network', async () => {
    const { room, host } = await (await start()).meeting();
    const [page, network] = [await rig.join(room, 'Page'), await rig.join(room, 'Network')];
    page.client.socket.close(1001);
    network.client.socket.terminate();
    await host.client.next('participant_state');
    await host.client.next('participant_state');
    rig.clock.advance(10_000);
    await rig.pod().hub.sweep();
    expect((await host.client.next('user_left')).payload).toMatchObject({ name: 'Page', reason: 'lost' });
    host.client.send('ping');
    await host.client.settled();
    rig.clock.advance(20_000);
    await rig.pod().hub.sweep();
    expect((await host.client.next('user_left')).payload).toMatchObject({ name: 'Network', reason: 'lost' });
    expect(rig.journal.filter((entry) => entry.type === 'left')).toHaveLength(2);
  });

  it('closes who does not join, and who falls silent', async () => {
    const { room, host } = await (await start()).meeting();
    const idle = await rig.connect(room.roomId);
    rig.clock.advance(10_000);
    await rig.pod().hub.sweep();
    expect(await idle.closed).toBe(closeCodes.joinTimeout.code);
    rig.clock.advance(35_000);
    await rig.pod().hub.sweep();
    expect(await host.client.closed).toBe(closeCodes.silent.code);
  });

  it('closes a meeting at its expiry and lets nobody in after', async () => {
    const { room, host } = await (await start()).meeting();
    rig.clock.advance(24 * HOUR_MS - 1);
    host.client.send('ping');
    await host.client.settled();
    rig.clock.advance(1);
    await rig.pod().hub.sweep();
    expect(await host.client.closed).toBe(closeCodes.roomExpired.code);
    const late = await rig.knock(room, 'Late');
    expect(await late.client.closed).toBe(closeCodes.roomExpired.code);
  });
});

describe('the hub itself', () => {
  it('drains: everyone is told to come back, and their places are kept', async () => {
    const { room, host } = await (await start({ hubs: 2 })).meeting();
    const ken = await rig.join(room, 'Ken', {}, 1);
    await rig.pod(1).hub.close();
    expect(await ken.client.closed).toBe(closeCodes.draining.code);
    expect((await host.client.next('participant_state')).payload.change.connection).toBe('reconnecting');
    await expect(rig.connect(room.roomId, 1)).rejects.toThrow('503');
    const back = await rig.resume(room.roomId, {
      token: ken.snapshot.resumeToken,
      epoch: ken.snapshot.epoch,
      lastSeq: 2,
    });
    expect((await back.next('room_resumed')).payload.connectionId).toBe(ken.snapshot.connectionId);
  });

  it('counts, and logs neither tokens nor what people say', async () => {
    const { host } = await (await start()).meeting();
    host.client.send('chat_message', { text: 'between us' }, { id: 'm1' });
    await host.client.next('ack');
    const metrics = await rig.pod().registry.metrics();
    expect(metrics).toContain('websocket_connections 1');
    expect(metrics).toContain('websocket_messages_total{type="chat_message"} 1');
    expect(metrics).toContain('hub_joins_total{outcome="joined"} 1');
    const log = rig.logged.join('');
    expect(log).toContain(host.snapshot.connectionId);
    expect(log).not.toContain('between us');
    expect(log).not.toContain(host.snapshot.resumeToken);
    expect(log).not.toContain(host.claims.ticketId);
  });
});
