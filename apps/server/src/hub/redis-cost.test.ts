import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RedisBus } from '../bus/redis-bus.ts';
import { RedisChannels } from '../bus/redis-channels.ts';
import { RedisMediaNodes } from '../bus/redis-media-nodes.ts';
import type { RedisClient } from '../lib/redis.ts';
import { type RedisFixture, startRedis } from '../lib/redis-fixture.ts';
import { RedisPod } from '../store/redis-pod.ts';
import { RedisRoomStore } from '../store/redis-room-store.ts';
import { RedisSessionIndex } from '../store/redis-session-index.ts';
import { HubRig } from './hub-rig.ts';

const STARTUP_MS = 30_000;
/** Longer than a hub takes from one command to the next. */
const QUIET_MS = 100;
/** The leases' own rhythm: three renewals in the time of one. */
const RENEWALS_PER_MINUTE = 12;
const candidate = {
  candidate: 'candidate:1 1 udp 1 192.0.2.1 1 typ host',
  sdpMid: '0',
  sdpMLineIndex: 0,
  usernameFragment: null,
};

/** What Redis is asked to do, as it tells itself. What a script does within is part of that script. */
describe('the cost in Redis commands', () => {
  let redis: RedisFixture;
  let rig: HubRig;
  let asker: RedisClient;
  let pod: RedisPod;
  const seen: string[][] = [];
  const inMemory = HubRig.createBackend;

  beforeAll(async () => {
    // No sweeps of the hub. Fake timers would not do: `vi.waitFor` makes their time pass.
    vi.stubGlobal('setInterval', () => ({ unref: () => undefined }));
    redis = await startRedis('standalone');
    const [client, listener, watcher] = [redis.open(), redis.open(), redis.open()];
    asker = redis.open();
    HubRig.createBackend = (clock) => {
      pod = new RedisPod(client, clock);
      const channels = new RedisChannels(client, listener, pino({ level: 'silent' }));
      return {
        store: new RedisRoomStore(client, pod, clock),
        bus: new RedisBus(channels),
        mediaNodes: new RedisMediaNodes(client, channels, clock),
        sessions: new RedisSessionIndex(client, clock),
      };
    };
    rig = await HubRig.start({ hubs: 2 });
    const monitor = await (watcher as Redis).monitor();
    monitor.on('monitor', (_time: string, command: string[], source: string) => {
      if (source !== 'lua') seen.push(command);
    });
  }, STARTUP_MS);
  afterAll(async () => {
    vi.unstubAllGlobals();
    await rig?.close();
    HubRig.createBackend = inMemory;
    await redis?.close();
  });

  /** The names of the commands that come of an act, in alphabetical order. */
  async function costOf(act: () => Promise<unknown>): Promise<string[]> {
    await quiet();
    seen.length = 0;
    await act();
    await quiet();
    return commands().sort();
  }

  /** But for the marks, and the one time that a server is given a script's text. */
  function commands(): string[] {
    return seen.map(([name = '']) => name.toLowerCase()).filter((name) => name !== 'echo' && name !== 'eval');
  }

  /** Waits until all hubs have done what follows from what was done: a loaded machine takes its time. */
  async function quiet(): Promise<void> {
    for (let before = -1; before < commands().length; ) {
      before = commands().length;
      await delay(QUIET_MS);
      await watched();
    }
  }

  /** Redis tells commands in their order: when it has told this one, it has told all before. */
  async function watched(): Promise<void> {
    const mark = randomUUID();
    await asker.echo(mark);
    await vi.waitFor(() => expect(seen.some(([, argument]) => argument === mark)).toBe(true));
  }

  async function meeting() {
    const { room, host } = await rig.meeting();
    const ken = await rig.join(room, 'Ken', {}, 1);
    await host.client.next('user_joined');
    return { room, host, ken };
  }

  it('of a join to a room that its pod serves: the ticket, the entry, its announcement, one look, and its session', async () => {
    const { room, ken } = await meeting();
    const cost = await costOf(async () => {
      const ann = await rig.join(room, 'Ann', {}, 1);
      await ann.client.settled();
      await ken.client.next('user_joined');
    });
    expect(cost).toEqual(['evalsha', 'evalsha', 'hmget', 'set', 'spublish']);
  });

  it('of the first join to a room: that, the subscription, when it is due, who serves it, and who waits', async () => {
    const cost = await costOf(async () => (await rig.meeting()).host.client.settled());
    const opening = ['evalsha', 'hvals', 'pexpire', 'ssubscribe', 'zadd'];
    expect(cost).toEqual(['evalsha', 'evalsha', 'hmget', 'set', 'spublish', ...opening].sort());
  });

  it('of a chat message: one to store it and one to tell it, however many are in the room', async () => {
    const { room, host, ken } = await meeting();
    for (const name of ['Ann', 'Bob', 'Eve']) await rig.join(room, name, {}, 1);
    const cost = await costOf(async () => {
      host.client.send('chat_message', { text: 'hello' }, { id: 'm' });
      await host.client.next('ack');
      await ken.client.next('chat_message');
    });
    expect(cost).toEqual(['evalsha', 'spublish']);
  });

  it('of a relayed candidate: nothing is stored or looked up, one command tells it', async () => {
    const { host, ken } = await meeting();
    const cost = await costOf(async () => {
      const targetConnectionId = ken.snapshot.connectionId;
      host.client.send(
        'ice_candidate',
        { candidate, generation: 1, senderIncarnation: 0, targetIncarnation: 0, topologyId: 'mesh-1' },
        { targetConnectionId },
      );
      await ken.client.next('ice_candidate');
    });
    expect(cost).toEqual(['spublish']);
  });

  it('of a reaction: nothing is stored or looked up, one command tells it', async () => {
    const { host, ken } = await meeting();
    const cost = await costOf(async () => {
      host.client.send('reaction', { emoji: '🎉' });
      await ken.client.next('reaction');
    });
    expect(cost).toEqual(['spublish']);
  });

  it('of media requests: one command hands each on, and the first asks once which node it is for', async () => {
    const { room, host } = await meeting();
    const { epoch } = host.snapshot;
    let received = 0;
    await rig.mediaNodes.receive('node-1', () => {
      received += 1;
    });
    const topology = { mode: 'sfu' as const, id: 'one', nodeId: 'node-1' };
    const change = await rig.store.arrangeMedia(room.roomId, epoch, topology, { at: new Date(0).toISOString() });
    if (change.outcome !== 'changed') throw new Error(change.outcome);
    await rig.bus.publish(room.roomId, { kind: 'event', event: change.event });
    await host.client.next('media_topology');
    const cost = await costOf(async () => {
      for (const id of ['a', 'b', 'c']) {
        host.client.send('media_request', { topologyId: 'one', request: { action: 'describe' } }, { id });
      }
      await vi.waitFor(() => expect(received).toBe(3));
    });
    expect(cost).toEqual(['evalsha', 'spublish', 'spublish', 'spublish']);
  });

  it('of an idle minute: none for a connection, a few for the lease of its pod', async () => {
    const { room, host } = await meeting();
    const minute = () =>
      costOf(async () => {
        for (let count = 0; count < RENEWALS_PER_MINUTE; count += 1) await pod.renew();
        host.client.send('ping');
        await host.client.next('pong');
      });
    const few = await minute();
    for (let count = 0; count < 10; count += 1) await (await rig.join(room, `Guest ${count}`)).client.settled();
    expect(await minute()).toEqual(few);
    expect(few).toHaveLength(3 * RENEWALS_PER_MINUTE);
  });
});
