import type { MediaTopology, RoomEvent } from '@cline-meet/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { HubTestClient } from './hub/hub-test-client.ts';
import { type RedisFixture, startRedis } from './lib/redis-fixture.ts';
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
  const withoutNode = await nextTopology(ana.client);
  expect(withoutNode).toMatchObject({ mode: 'mesh', nodeId: null });
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
