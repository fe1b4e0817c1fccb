import { Cluster, type Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { openRedis, type RedisClient } from './redis.ts';

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
