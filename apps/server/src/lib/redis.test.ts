import { Cluster, type Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { openRedis, type RedisClient } from './redis.ts';
import { startRedis } from './redis-fixture.ts';

let client: RedisClient | undefined;
afterEach(() => client?.disconnect());

/** Nothing listens there: these tests look at what would be connected to. */
function opened(url: string): RedisClient {
  client = openRedis(url).on('error', () => {});
  return client;
}

describe('openRedis', () => {
  it('reads host, port, user, password and database', () => {
    const { options } = opened('redis://ann:p%40ss%2F:word@127.0.0.1:1/3') as Redis;
    expect(options).toMatchObject({ host: '127.0.0.1', port: 1, username: 'ann', password: 'p@ss/:word', db: 3 });
  });

  it('speaks TLS where the scheme says so, and to the usual port where none is named', () => {
    const { options } = opened('rediss://:secret@127.0.0.1') as Redis;
    expect(options).toMatchObject({ port: 6379, password: 'secret', tls: {}, db: 0 });
  });

  it('opens a cluster from several of its nodes', () => {
    expect(opened('redis+cluster://127.0.0.1:1,127.0.0.1:2')).toBeInstanceOf(Cluster);
  });

  it('asks sentinels for the master', () => {
    const { options } = opened('redis+sentinel://127.0.0.1:1,127.0.0.1/meetings') as Redis;
    expect(options).toMatchObject({ name: 'meetings', sentinels: [{ port: 1 }, { port: 26_379 }] });
  });

  it.each(['http://127.0.0.1', 'redis://', 'redis://127.0.0.1/x', 'redis+other://127.0.0.1'])('refuses %s', (url) => {
    expect(() => opened(url)).toThrow('not a Redis URL');
  });
});

describe('a connection that breaks', () => {
  it('fails the commands that were under way, and takes up those that came after', async () => {
    const redis = await startRedis('standalone');
    try {
      const [one, other] = [redis.open() as Redis, redis.open()];
      const id = await one.client('ID');
      const underWay = [one.blpop('nothing', 0), one.get('behind it')];
      const outcomes = Promise.allSettled(underWay);
      await other.client('KILL', 'ID', id);
      expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      expect(await one.set('after', 'it')).toBe('OK');
    } finally {
      await redis.close();
    }
  });
});
