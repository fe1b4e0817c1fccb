import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RedisFixture, redisKinds, startRedis } from '../lib/redis-fixture.ts';
import type { JournalEntry } from '../room/journal.ts';
import { ticketRoom } from '../room/room-fixtures.ts';
import { RedisJournal } from './redis-journal.ts';
import { RedisJournalReader } from './redis-journal-reader.ts';

const STARTUP_MS = 30_000;
const PATIENCE = { timeout: 8000, interval: 20 };
const log = pino({ level: 'silent' });
const { roomId } = ticketRoom();
const entry = (at: string): JournalEntry => ({ type: 'ended', roomId, at });

describe.each(redisKinds)('the journal on %s Redis', (kind) => {
  let redis: RedisFixture;
  const readers: RedisJournalReader[] = [];
  beforeAll(async () => {
    redis = await startRedis(kind);
  }, STARTUP_MS);
  beforeEach(() => redis.empty());
  afterEach(async () => {
    await Promise.all(readers.splice(0).map((reader) => reader.close()));
  });
  afterAll(() => redis?.close());

  const createJournal = () => new RedisJournal(redis.open(), log);

  function createReader(name: string, deadAfterMs = 60_000): RedisJournalReader {
    const reader = new RedisJournalReader({ redis: redis.open(), name, log, deadAfterMs, pause: async () => {} });
    readers.push(reader);
    return reader;
  }

  it('hands over in order what came before and after the start, each entry to one reader', async () => {
    const journal = createJournal();
    const seen: string[] = [];
    const take = async (entries: JournalEntry[]) => void seen.push(...entries.map(({ at }) => at));
    journal.append(entry('1'));
    await journal.close();
    createReader('a').start(take);
    await vi.waitFor(() => expect(seen).toEqual(['1']), PATIENCE);
    createReader('b').start(take);
    for (const at of ['2', '3', '4']) journal.append(entry(at));
    await vi.waitFor(() => expect(seen).toEqual(['1', '2', '3', '4']), PATIENCE);
    await vi.waitFor(async () => expect(await pending()).toBe(0), PATIENCE);
  });

  it('hands a failed batch over again, before anything later', async () => {
    const journal = createJournal();
    const seen: string[][] = [];
    for (const at of ['1', '2']) journal.append(entry(at));
    await journal.close();
    createReader('a').start(async (entries) => {
      seen.push(entries.map(({ at }) => at));
      if (seen.length === 1) throw new Error('database is down');
    });
    await vi.waitFor(
      () =>
        expect(seen).toEqual([
          ['1', '2'],
          ['1', '2'],
        ]),
      PATIENCE,
    );
    await vi.waitFor(async () => expect(await pending()).toBe(0), PATIENCE);
  });

  it('hands what a dead reader had in hand to a living one, in order', async () => {
    const journal = createJournal();
    for (const at of ['1', '2', '3']) journal.append(entry(at));
    await journal.close();
    const client = redis.open();
    let taken = 0;
    const dying = new RedisJournalReader({ redis: client, name: 'dying', log });
    dying.start(async (entries) => {
      taken = entries.length;
      // As in a process that is gone: neither handled nor given back.
      await new Promise(() => {});
    });
    await vi.waitFor(() => expect(taken).toBe(3), PATIENCE);
    client.disconnect();
    const seen: string[] = [];
    createReader('living', 50).start(async (entries) => void seen.push(...entries.map(({ at }) => at)));
    await vi.waitFor(() => expect(seen).toEqual(['1', '2', '3']), PATIENCE);
    await vi.waitFor(async () => expect(await pending()).toBe(0), PATIENCE);
  });

  it('goes on where Redis was emptied', async () => {
    const journal = createJournal();
    const seen: string[] = [];
    createReader('a').start(async (entries) => void seen.push(...entries.map(({ at }) => at)));
    journal.append(entry('1'));
    await vi.waitFor(() => expect(seen).toEqual(['1']), PATIENCE);
    await redis.empty();
    journal.append(entry('2'));
    await vi.waitFor(() => expect(seen).toEqual(['1', '2']), PATIENCE);
  });

  async function pending(): Promise<number> {
    const [count] = (await redis.open().xpending('journal', 'gateways')) as [number];
    return count;
  }
});
