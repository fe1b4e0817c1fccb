import type { MediaTopology, RoomEvent } from '@cline-meet/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { HubTestClient } from './hub/hub-test-client.ts';
import { type RedisFixture, startRedis } from './lib/redis-fixture.ts';
import { audioParameters } from './media-server-rig.ts';
import { guest, host } from './server-people-fixture.ts';
import { killServers, runServer, runServerUntilReady } from './server-process-fixture.ts';

let redis: RedisFixture;
beforeAll(async () => {
  redis = await startRedis('standalone');
}, 60_000);
afterEach(killServers);
afterAll(() => redis.close());

const startMediaNode = () =>
  runServerUntilReady({ ROLE: 'media', REDIS_URL: redis.url, MEDIA_LISTEN_IP: '127.0.0.1', MEDIA_WORKERS: '1' });

async function nextTopology(client: HubTestClient): Promise<MediaTopology> {
  const { payload }: RoomEvent<'media_topology'> = await client.next('media_topology');
  return payload;
}

/** Whether the node that the room is on answers those who are in the room. */
async function isServed(client: HubTestClient, { id: topologyId }: MediaTopology): Promise<boolean> {
  client.send('media_request', { topologyId, request: { action: 'describe' } }, { id: topologyId });
  const { id, payload } = await client.next('media_answer');
  return id === topologyId && payload.answer.action === 'describe';
}

async function ask(client: HubTestClient, { id: topologyId }: MediaTopology, id: string, request: object) {
  client.send('media_request', { topologyId, request }, { id });
  expect((await client.next('media_answer')).id).toBe(id);
}

type MediaNode = Awaited<ReturnType<typeof startMediaNode>>;

/** The one node whose series has that value, once it has been read. */
async function nodeWith(nodes: readonly MediaNode[], series: string, value: number): Promise<MediaNode> {
  const read = async ({ address }: MediaNode) => {
    const metrics = await (await fetch(`${address}/metrics`)).text();
    return Number(new RegExp(`^${series}(?:\\{[^}]*\\})? (\\d+)$`, 'm').exec(metrics)?.[1]);
  };
  const found = async () => {
    const values = await Promise.all(nodes.map(read));
    return nodes.filter((_, index) => values[index] === value);
  };
  await expect.poll(found, { timeout: 15_000 }).toHaveLength(1);
  return (await found())[0] as MediaNode;
}

it('a media node that is stopped hands its meetings to another, and one that dies leaves a mesh', async () => {
  const settings = { ROLE: 'gateway,auth,hub', REDIS_URL: redis.url, SFU_ABOVE: '1' };
  const [house, first] = await Promise.all([runServerUntilReady(settings), startMediaNode()]);
  const ana = await host(house.address, 'Ana');
  await guest(house.address, ana.code, 'Ben');
  const onFirst = await nextTopology(ana.client);
  expect(onFirst).toMatchObject({ mode: 'sfu', nodeId: expect.any(String) });
  expect(await isServed(ana.client, onFirst)).toBe(true);

  const second = await startMediaNode();
  first.child.kill('SIGTERM');
  const onSecond = await nextTopology(ana.client);
  expect(onSecond.mode).toBe('sfu');
  expect(onSecond.nodeId).not.toBe(onFirst.nodeId);
  expect(await isServed(ana.client, onSecond)).toBe(true);
  expect(await first.ended).toEqual({ code: 0, errors: '' });

  second.child.kill('SIGKILL');
  const killedAtMs = performance.now();
  const withoutNode = await nextTopology(ana.client);
  expect(withoutNode).toMatchObject({ mode: 'mesh', nodeId: null });
  expect(performance.now() - killedAtMs).toBeLessThan(10_000);
}, 90_000);

it('a meeting that outgrows a media node is one over two of them, and over one again when that is stopped', async () => {
  const settings = { ROLE: 'gateway,auth,hub', REDIS_URL: redis.url, SFU_ABOVE: '1', MEDIA_NODE_MAX_PARTICIPANTS: '1' };
  const [house, ...nodes] = await Promise.all([runServerUntilReady(settings), startMediaNode(), startMediaNode()]);
  const ana = await host(house.address, 'Ana');
  const ben = await guest(house.address, ana.code, 'Ben');
  const alone = await nextTopology(ana.client);
  expect(await isServed(ana.client, alone)).toBe(true);
  expect(await isServed(ben.client, alone)).toBe(true);
  const shared = await nextTopology(ana.client);
  expect(shared).toEqual({ ...alone, relays: [expect.any(String)] });

  await ask(ana.client, shared, 'transport', { action: 'create_transport', direction: 'send' });
  const rtpParameters = audioParameters('microphone', 1);
  await ask(ana.client, shared, 'microphone', { action: 'produce', source: 'microphone', rtpParameters });
  const { payload } = await ben.client.next('media_news');
  const { connectionId } = ana.payload;
  expect(payload.news).toMatchObject({ news: 'producers', added: [{ connectionId, source: 'microphone' }] });

  const relay = await nodeWith(nodes, 'sfu_producers', 0);
  relay.child.kill('SIGTERM');
  const next = await nextTopology(ana.client);
  expect(next).toEqual({ mode: 'sfu', id: expect.not.stringMatching(alone.id), nodeId: alone.nodeId });
  for (const { client } of [ana, ben]) expect(await isServed(client, next)).toBe(true);
}, 90_000);

describe('a container that does not know how people reach it', () => {
  const container = { HOST: '127.0.0.1', MEDIA_LISTEN_IP: '0.0.0.0', MEDIA_GUESS_ADDRESS: 'off' };

  it('leaves meetings a mesh where it is all, and says so once', async () => {
    const { child } = runServer({ ...container, SFU_ABOVE: '1' });
    let said = '';
    child.stdout.on('data', (chunk) => (said += chunk));
    await expect.poll(() => said, { timeout: 30_000 }).toContain('is ready at');
    const [address = ''] = /http:\S+/.exec(said) ?? [];
    const ana = await host(address, 'Ana');
    const ben = await guest(address, ana.code, 'Ben');
    ben.client.send('chat_message', { text: 'hello' }, { id: 'm1' });
    await ana.client.next('chat_message');
    expect(ana.client.received.map(({ type }) => type)).not.toContain('media_topology');
    expect(ben.payload.room.topology.mode).toBe('mesh');
    expect(await (await fetch(`${address}/metrics`)).text()).not.toContain('sfu_consumers');
    expect(said.match(/MEDIA_ANNOUNCED_ADDRESS/g)).toHaveLength(1);
  }, 60_000);

  it('does not start where it is a media node', async () => {
    const errors = expect.stringContaining('MEDIA_ANNOUNCED_ADDRESS');
    const { ended } = runServer({ ...container, ROLE: 'media', REDIS_URL: redis.url });
    expect(await ended).toEqual({ code: 1, errors });
  }, 30_000);
});
