import { randomUUID } from 'node:crypto';
import type { MediaTopology, RoomEvent, RoomId } from '@cline-meet/protocol';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LossyBus } from '../bus/lossy-bus.ts';
import { stampNow } from '../room/announce.ts';
import type { MediaRequest } from '../room/media-nodes.ts';
import { HubRig, type RigOptions } from './hub-rig.ts';
import type { HubTestClient } from './hub-test-client.ts';
import { CATCH_UP_TURNS } from './local-rooms.ts';

let rig: HubRig;
afterEach(() => rig.close());

/** A meeting on a media node that keeps what it is asked. */
async function onNode(options: RigOptions = {}, change: Parameters<HubRig['meeting']>[0] = {}) {
  rig = await HubRig.start(options);
  const { room, host } = await rig.meeting(change);
  const node = randomUUID();
  const asked: MediaRequest[] = [];
  const hangUp = await rig.mediaNodes.receive(node, (message) => {
    if ('action' in message) asked.push(message);
  });
  const topology = await arrange(room.roomId, host.snapshot.room.topology.id, { mode: 'sfu', id: 'one', nodeId: node });
  return { room, host, node, asked, hangUp, topology };
}

/** Arranges as another process does: by the store, told by the bus. */
async function arrange(roomId: RoomId, from: string, topology: MediaTopology): Promise<RoomEvent<'media_topology'>> {
  const change = await rig.store.arrangeMedia(roomId, from, topology, stampNow(rig));
  if (change.outcome !== 'changed') throw new Error(change.outcome);
  await rig.bus.publish(roomId, { kind: 'event', event: change.event });
  return change.event;
}

const ask = (client: HubTestClient, id: string, topologyId = 'one', request: object = { action: 'describe' }) =>
  client.send('media_request', { topologyId, request }, { id });

const refusal = async (client: HubTestClient) => {
  const { id, payload } = await client.next('error');
  return [id, payload.code];
};

describe.each([1, 2])('a media request by %i hub(s)', (hubs) => {
  it('reaches the node with the stamp of who asks, whatever it says of itself', async () => {
    const { room, asked } = await onNode({ hubs });
    const ken = await rig.join(room, 'Ken', {}, hubs - 1);
    const forged = { topologyId: 'one', connectionId: 'x', userId: 'x', roomId: 'x', request: { action: 'describe' } };
    ken.client.send('media_request', forged, { id: 'a', senderUserId: randomUUID() });
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    const { connectionId } = ken.snapshot;
    const { userId } = ken.claims;
    const action = { action: 'describe' };
    expect(asked).toEqual([{ roomId: room.roomId, topologyId: 'one', connectionId, userId, id: 'a', action }]);
  });

  it('is refused about another arrangement, as soon as the asker is told of the new one', async () => {
    const { room, host, node, asked } = await onNode({ hubs });
    const ken = await rig.join(room, 'Ken', {}, hubs - 1);
    await arrange(room.roomId, 'one', { mode: 'sfu', id: 'two', nodeId: node });
    await Promise.all([ken.client.next('media_topology'), host.client.next('media_topology')]);
    ask(ken.client, 'old', 'one');
    expect(await refusal(ken.client)).toEqual(['old', 'media_stale']);
    ask(ken.client, 'new', 'two');
    await vi.waitFor(() => expect(asked.map(({ id }) => id)).toEqual(['new']));
  });
});

describe('a media request', () => {
  it('is refused in a mesh, and where the node is not reached', async () => {
    const { room, host, hangUp } = await onNode();
    await host.client.next('media_topology');
    await hangUp();
    ask(host.client, 'a');
    expect(await refusal(host.client)).toEqual(['a', 'media_unavailable']);
    await arrange(room.roomId, 'one', { mode: 'mesh', id: 'two', nodeId: null });
    await host.client.next('media_topology');
    ask(host.client, 'b', 'two');
    expect(await refusal(host.client)).toEqual(['b', 'media_stale']);
  });

  it('of who waits is refused, and the node hears nothing of it', async () => {
    const { room, asked, host } = await onNode({}, { waitingRoom: true });
    const { client } = await rig.knock(room, 'Eve');
    await client.next('room_waiting');
    ask(client, 'a');
    expect(await refusal(client)).toEqual(['a', 'not_joined']);
    ask(host.client, 'b');
    await vi.waitFor(() => expect(asked.map(({ id }) => id)).toEqual(['b']));
  });

  it.each([
    ['without an id', { topologyId: 'one', request: { action: 'describe' } }, {}],
    ['of an action that is none', { topologyId: 'one', request: { action: 'explode' } }, { id: 'a' }],
    ['without its fields', { topologyId: 'one', request: { action: 'produce' } }, { id: 'a' }],
  ])('%s is refused at the door', async (_what, payload, extra) => {
    const { host, asked } = await onNode();
    host.client.send('media_request', payload, extra);
    expect((await host.client.next('error')).payload.code).toBe('invalid_message');
    expect(asked).toEqual([]);
  });

  it('goes by an arrangement that the bus lost, once the pod has looked', async () => {
    const bus = new LossyBus();
    bus.loses = (envelope) => envelope.kind === 'event' && envelope.event.type === 'media_topology';
    const { host, asked } = await onNode({ bus });
    ask(host.client, 'early');
    expect(await refusal(host.client)).toEqual(['early', 'media_stale']);
    for (let turn = 0; turn < CATCH_UP_TURNS; turn += 1) await rig.pod().hub.sweep();
    await host.client.next('media_topology');
    ask(host.client, 'late');
    await vi.waitFor(() => expect(asked.map(({ id }) => id)).toEqual(['late']));
  });

  it('of who resumed on another pod goes by the arrangement that they missed', async () => {
    const { room, host, asked } = await onNode({ hubs: 2 });
    const { resumeToken: token, epoch, seq: lastSeq } = host.snapshot;
    const back = await rig.resume(room.roomId, { token, epoch, lastSeq }, 1);
    expect((await back.next('media_topology')).payload.id).toBe('one');
    ask(back, 'a');
    await vi.waitFor(() => expect(asked.map(({ id }) => id)).toEqual(['a']));
  });
});
