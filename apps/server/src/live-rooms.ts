import { randomUUID } from 'node:crypto';
import { MemoryBus } from './bus/memory-bus.ts';
import { MemoryMediaNodes } from './bus/memory-media-nodes.ts';
import { RedisBus } from './bus/redis-bus.ts';
import { RedisChannels } from './bus/redis-channels.ts';
import { RedisMediaNodes } from './bus/redis-media-nodes.ts';
import type { Clock } from './lib/clock.ts';
import type { Logger } from './lib/logger.ts';
import { openRedis, type RedisClient } from './lib/redis.ts';
import type { Journal, JournalReader } from './room/journal.ts';
import type { MediaNodeSeat, MediaNodes } from './room/media-nodes.ts';
import type { PodLeases } from './room/pod-leases.ts';
import type { Bus } from './room/ports.ts';
import type { RoomStore } from './room/room-store.ts';
import type { SessionIndex } from './room/session-index.ts';
import { MemoryJournal } from './store/memory-journal.ts';
import { MemoryRoomStore } from './store/memory-room-store.ts';
import { MemorySessionIndex } from './store/memory-session-index.ts';
import { RedisJournal } from './store/redis-journal.ts';
import { RedisJournalReader } from './store/redis-journal-reader.ts';
import { RedisPod } from './store/redis-pod.ts';
import { RedisRoomStore } from './store/redis-room-store.ts';
import { RedisSessionIndex } from './store/redis-session-index.ts';

const CONNECT_WAIT_MS = 15_000;
/** Who only listens would not notice that its connection is half open: it asks for a sign of life. */
const HEARTBEAT_MS = 5000;

/** Thrown where Redis does not answer at start. The message is the one line that the operator reads. */
export class RedisUnavailable extends Error {
  constructor() {
    super(`Redis did not answer within ${CONNECT_WAIT_MS / 1000} s; see REDIS_URL`);
    this.name = 'RedisUnavailable';
  }
}

/** Where running meetings live, and how pods tell each other of them. */
export interface LiveRooms {
  readonly store: RoomStore;
  readonly bus: Bus;
  readonly sessions: SessionIndex;
  readonly journal: Journal;
  readonly reader: JournalReader;
  /** Null where there are no other pods. */
  readonly leases: PodLeases | null;
  readonly mediaNodes: MediaNodes & MediaNodeSeat;
  /** Resolves when the journal is written. The hub must be closed before. */
  close(): Promise<void>;
}

/** In this process alone. */
export function openInMemory(clock: Clock): LiveRooms {
  const journal = new MemoryJournal();
  return {
    store: new MemoryRoomStore(),
    bus: new MemoryBus(),
    sessions: new MemorySessionIndex(clock),
    journal,
    reader: journal,
    leases: null,
    mediaNodes: new MemoryMediaNodes(clock),
    close: () => journal.close(),
  };
}

/** In Redis, shared by all pods that name the same one. */
export async function openInRedis(url: string, log: Logger, clock: Clock): Promise<LiveRooms> {
  const open = (options: Parameters<typeof openRedis>[1]) =>
    openRedis(url, options).on('error', (error) => log.warn({ err: error }, 'redis connection'));
  // Not every role listens, or reads the journal.
  const clients = {
    commands: open({ joinsCommands: true }),
    listener: open({ waitsForUse: true }),
    reading: open({ waitsForUse: true }),
  };
  const askForLife = () => {
    if (clients.listener.status !== 'wait') clients.listener.ping().catch(() => {});
  };
  const heartbeat = setInterval(askForLife, HEARTBEAT_MS).unref();
  const quit = () => {
    clearInterval(heartbeat);
    for (const client of Object.values(clients)) client.disconnect();
  };
  await answered(clients.commands).catch((error: unknown) => {
    quit();
    throw error;
  });
  const channels = new RedisChannels(clients.commands, clients.listener, log);
  const pod = new RedisPod(clients.commands, clock);
  const journal = new RedisJournal(clients.commands, log);
  const reader = new RedisJournalReader({ redis: clients.reading, name: randomUUID(), log });
  return {
    store: new RedisRoomStore(clients.commands, pod, clock),
    bus: new RedisBus(channels),
    sessions: new RedisSessionIndex(clients.commands, clock),
    journal,
    reader,
    leases: pod,
    mediaNodes: new RedisMediaNodes(clients.commands, channels, clock),
    close: async () => {
      await journal.close();
      await reader.close();
      quit();
    },
  };
}

async function answered(client: RedisClient): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new RedisUnavailable()), CONNECT_WAIT_MS);
  });
  // A wrong password or user is told at once.
  await Promise.race([client.ping(), tooLong]).finally(() => clearTimeout(timer));
}
