import { Cluster, Redis, type RedisOptions } from 'ioredis';

/** One server (alone, or the master that Sentinel names), or a cluster. Redis 7.0 or later: sharded pub/sub, PEXPIRETIME. */
export type RedisClient = Redis | Cluster;

const options = {
  // A command whose answer was lost may have been done. It fails, rather than be done twice behind the caller's back.
  autoResendUnfulfilledCommands: false,
  connectTimeout: 5000,
  // A connection on which nothing comes back for so long is half open (RFC 9293, section 3.5.1), or Redis hangs.
  socketTimeout: 15_000,
  keepAlive: 10_000,
} satisfies RedisOptions;

interface OpenOptions {
  /** Connects with its first command. */
  readonly waitsForUse?: boolean;
  /** Sends what one turn of the event loop asks for at once. Not for a connection that subscribes, or on which commands block. */
  readonly joinsCommands?: boolean;
}

type SharedOptions = typeof options &
  ReturnType<typeof credentials> & { lazyConnect: boolean; enableAutoPipelining: boolean; tls?: object };

const REDIS_URL = /^(rediss?)(?:\+(cluster|sentinel))?:\/\/(?:([^@/]*)@)?([^/?]+)(?:\/([^?]*))?$/;
const DEFAULT_PORT = 6379;
const DEFAULT_SENTINEL_PORT = 26_379;

export function isRedisUrl(text: string): boolean {
  return REDIS_URL.test(text);
}

/**
 * Opens what a URL names; `rediss` and so on for TLS:
 * `redis://user:password@host:port/db`, `redis+cluster://host:port,host:port` or
 * `redis+sentinel://host:port,host:port/name-of-the-master`. Connects, and connects again, by itself; whoever opens it
 * must listen to `error`.
 */
export function openRedis(url: string, { waitsForUse = false, joinsCommands = false }: OpenOptions = {}): RedisClient {
  const match = REDIS_URL.exec(url);
  if (!match) throw new Error('not a Redis URL');
  const [, scheme, kind, user, places = '', path = ''] = match;
  if (kind === undefined && !/^\d*$/.test(path)) throw new Error('not a Redis URL');
  const shared: SharedOptions = {
    ...options,
    ...credentials(user),
    lazyConnect: waitsForUse,
    enableAutoPipelining: joinsCommands,
    ...(scheme === 'rediss' && { tls: {} }),
  };
  if (kind === 'cluster') return openCluster(hostsOf(places, DEFAULT_PORT), shared);
  if (kind === 'sentinel') {
    const sentinels = hostsOf(places, DEFAULT_SENTINEL_PORT);
    return failUnanswered(new Redis({ ...shared, sentinels, name: path || 'mymaster' }));
  }
  const [host] = hostsOf(places, DEFAULT_PORT);
  return failUnanswered(new Redis({ ...shared, ...host, db: Number(path || 0) }));
}

/**
 * ioredis drops the commands that were under way when a connection broke without settling them, where it is told not to
 * send them again: whoever awaits one would wait for ever. What waits for a connection goes on waiting.
 */
function failUnanswered(client: Redis): Redis {
  return client.on('close', () => {
    // Private, and the only way: `maxRetriesPerRequest: 0` would fail what has not been sent as well.
    // biome-ignore lint/complexity/useLiteralKeys: TypeScript lets brackets reach what is private
    client['flushQueue'](new Error('the connection to Redis broke before the answer'), { offlineQueue: false });
  });
}

function openCluster(hosts: { host: string; port: number }[], redisOptions: SharedOptions): Cluster {
  const { lazyConnect, enableAutoPipelining, ...ofEachNode } = redisOptions;
  return new Cluster(hosts, {
    redisOptions: ofEachNode,
    lazyConnect,
    enableAutoPipelining,
    shardedSubscribers: true,
    slotsRefreshTimeout: 5000,
  });
}

function credentials(user: string | undefined): { username?: string; password?: string } {
  if (!user) return {};
  const [name = '', ...secret] = user.split(':');
  const password = decodeURIComponent(secret.join(':'));
  return { ...(name && { username: decodeURIComponent(name) }), ...(password && { password }) };
}

function hostsOf(places: string, defaultPort: number): { host: string; port: number }[] {
  return places.split(',').map((place) => {
    const [, host = '', port] = /^(.+?)(?::(\d+))?$/.exec(place) ?? [];
    return { host, port: Number(port ?? defaultPort) };
  });
}
