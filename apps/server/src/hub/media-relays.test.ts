import { afterEach, describe, expect, it, vi } from 'vitest';
import { preferenceOf } from '../cluster/rendezvous.ts';
import { MEDIA_LEASE_MS, type MediaNodeInfo, type NodeMessage } from '../room/media-nodes.ts';
import { HubRig, type Joined } from './hub-rig.ts';

let rig: HubRig;
afterEach(() => rig.close());

const NODES = ['a', 'b', 'c'];
const node = (id: string, isFull = false): MediaNodeInfo => ({ id, weight: 1, rooms: 0, isFull });

/** A meeting of two hubs on a node of three that keep what they are asked; each carries two of a room. */
async function meeting(people: number) {
  rig = await HubRig.start({ hubs: 2, settings: { sfuAbove: 1, mediaNodeMaxParticipants: 2 } });
  for (const id of NODES) await rig.mediaNodes.renew(node(id));
  const { room, host } = await rig.meeting();
  const asked = new Map<string, NodeMessage[]>();
  const preferred = preferenceOf(
    room.roomId,
    NODES.map((id) => node(id)),
  ).map(({ id }) => id);
  for (const id of preferred) {
    const requests: NodeMessage[] = [];
    asked.set(id, requests);
    await rig.mediaNodes.receive(id, (request) => requests.push(request));
  }
  const joined: Joined[] = [host];
  for (let index = 1; index < people; index += 1) joined.push(await rig.join(room, `Person ${index}`, {}, index % 2));
  await host.client.next('media_topology');
  const [main = '', second = '', third = ''] = preferred;
  return { room, joined, asked, main, second, third };
}

type Meeting = Awaited<ReturnType<typeof meeting>>;

const topologyOf = async ({ room }: Meeting) => (await rig.store.snapshot(room.roomId))?.room.topology;
const sweepAll = () => Promise.all(rig.pods.map(({ hub }) => hub.sweep()));

let requests = 0;
/** Asks, and resolves to the node that hears of it. */
async function nodeFor(one: Meeting, { client }: Joined): Promise<string | undefined> {
  const topologyId = (await topologyOf(one))?.id;
  requests += 1;
  const id = `request-${requests}`;
  client.send('media_request', { topologyId, request: { action: 'describe' } }, { id });
  const of = () => [...one.asked].find(([, list]) => list.some((request) => 'id' in request && request.id === id))?.[0];
  await vi.waitFor(() => expect(of()).toBeDefined());
  return of();
}

async function nodesFor(one: Meeting, people = one.joined): Promise<(string | undefined)[]> {
  const nodes: (string | undefined)[] = [];
  for (const person of people) nodes.push(await nodeFor(one, person));
  return nodes;
}

describe('a meeting that outgrows a media node', () => {
  it('goes on to the nodes that it prefers next, and each stays where they are', async () => {
    const one = await meeting(5);
    const { main, second, third } = one;
    const expected = [main, main, second, second, third];
    expect(await nodesFor(one)).toEqual(expected);
    expect(await nodesFor(one)).toEqual(expected);
    expect(await topologyOf(one)).toMatchObject({ nodeId: main, relays: [second, third] });
  });

  it('has each of those on its hubs told, whose clients have nothing to change', async () => {
    const one = await meeting(3);
    await nodesFor(one);
    const before = (await topologyOf(one))?.id;
    const [host, ...others] = one.joined;
    for (const { client } of [host, others[1]].filter((person) => person !== undefined)) {
      expect((await client.next('media_topology')).payload).toMatchObject({ id: before, relays: [one.second] });
    }
  });

  it('keeps to one node where there is no other', async () => {
    const one = await meeting(3);
    for (const id of [one.second, one.third]) await rig.mediaNodes.release(id);
    rig.clock.advance(1000);
    expect(await nodesFor(one)).toEqual([one.main, one.main, one.main]);
    expect(await topologyOf(one)).not.toHaveProperty('relays');
  });

  it('goes on as soon as its node is full with others', async () => {
    const one = await meeting(2);
    await rig.mediaNodes.renew(node(one.main, true));
    rig.clock.advance(1000);
    expect(await nodesFor(one)).toEqual([one.second, one.second]);
  });

  it('finds who resumed on another hub where they were', async () => {
    const one = await meeting(3);
    await nodesFor(one);
    const last = one.joined[2] as Joined;
    const { resumeToken: token, epoch, seq: lastSeq } = last.snapshot;
    const client = await rig.resume(one.room.roomId, { token, epoch, lastSeq }, 1);
    await client.next('room_resumed');
    expect(await nodeFor(one, { ...last, client })).toBe(one.second);
  });

  it('refuses who has left, and asks no node', async () => {
    const one = await meeting(2);
    const { client, snapshot } = one.joined[1] as Joined;
    await rig.store.leave(one.room.roomId, snapshot.connectionId, { at: new Date(0).toISOString() });
    const topologyId = (await topologyOf(one))?.id;
    client.send('media_request', { topologyId, request: { action: 'describe' } }, { id: 'gone' });
    expect((await client.next('error')).payload.code).toBe('not_joined');
    expect([...one.asked.values()].flat()).toEqual([]);
  });
});

describe('a relay whose lease has run out', () => {
  it('is taken out of the arrangement, and only its people are placed anew', async () => {
    const one = await meeting(5);
    await nodesFor(one);
    const before = await topologyOf(one);
    rig.clock.advance(MEDIA_LEASE_MS);
    for (const id of [one.main, one.third]) await rig.mediaNodes.renew(node(id));
    await sweepAll();
    expect(await topologyOf(one)).toEqual(before);
    rig.clock.advance(2500);
    await sweepAll();
    expect(await topologyOf(one)).toEqual({ ...before, relays: [one.third] });
    const { main, third } = one;
    await vi.waitFor(async () => expect(await nodesFor(one)).toEqual([main, main, third, main, third]));
  });

  it('is kept where it was away for a moment only', async () => {
    const one = await meeting(3);
    await nodesFor(one);
    rig.clock.advance(MEDIA_LEASE_MS);
    await rig.mediaNodes.renew(node(one.main));
    await sweepAll();
    await rig.mediaNodes.renew(node(one.second));
    rig.clock.advance(2500);
    await sweepAll();
    rig.clock.advance(2500);
    await sweepAll();
    expect(await topologyOf(one)).toMatchObject({ relays: [one.second] });
  });

  it('goes with the whole arrangement where the main node is gone too', async () => {
    const one = await meeting(3);
    await nodesFor(one);
    const before = await topologyOf(one);
    rig.clock.advance(MEDIA_LEASE_MS);
    await rig.mediaNodes.renew(node(one.third));
    await sweepAll();
    rig.clock.advance(2500);
    await sweepAll();
    const now = await topologyOf(one);
    expect(now).toMatchObject({ mode: 'sfu', nodeId: one.third });
    expect(now?.id).not.toBe(before?.id);
    expect(now).not.toHaveProperty('relays');
  });
});
