import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../lib/logger.ts';
import type { RedisClient } from '../lib/redis.ts';
import { redisScript, runScript } from '../lib/redis-script.ts';
import type { JournalEntry, JournalReader } from '../room/journal.ts';
import { retryDelayMs } from './journal-retry.ts';
import { JOURNAL_KEY } from './redis-journal.ts';

const GROUP = 'gateways';
const BATCH = 100;
const BLOCK_MS = 1000;
const CLOSING_TRIES = 3;
/** A reader that has had a batch for so long without a sign is dead; a live one gives a sign before each try. */
const DEAD_AFTER_MS = 60_000;

type Handle = (entries: JournalEntry[]) => Promise<void>;
/** As Redis answers: an id, and the fields in a row. Null for one that was trimmed meanwhile. */
type Row = [id: string, fields: string[] | null];

export interface JournalReaderOptions {
  /** Blocks while it waits for entries: a connection that does nothing else. */
  readonly redis: RedisClient;
  /** Unlike any other reader's. */
  readonly name: string;
  readonly log: Logger;
  readonly deadAfterMs?: number;
  readonly pause?: (ms: number) => Promise<unknown>;
}

const leaveGroup = redisScript(`
local arg = cjson.decode(ARGV[1])
local pending = redis.call('XPENDING', KEYS[1], arg.group, '-', '+', 1, arg.name)
if #pending == 0 then redis.call('XGROUP', 'DELCONSUMER', KEYS[1], arg.group, arg.name) end
`);

/**
 * One of the group of readers: each entry goes to one of them, and to another where that one dies before it has handled
 * it. A reader sees its batches in order; the batch of a dead one comes late.
 */
export class RedisJournalReader implements JournalReader {
  readonly #options: Required<JournalReaderOptions>;
  #running: Promise<void> = Promise.resolve();
  #hasGroup = false;
  #isClosing = false;

  constructor(options: JournalReaderOptions) {
    this.#options = { deadAfterMs: DEAD_AFTER_MS, pause: delay, ...options };
  }

  start(handle: Handle): void {
    this.#running = this.#run(handle);
  }

  /** Resolves when the batch in hand is handled, or the last try failed; it then goes to another reader. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#running;
    const { redis, name, log } = this.#options;
    await runScript(redis, leaveGroup, [JOURNAL_KEY], { group: GROUP, name }).catch((error) =>
      log.warn({ err: error }, 'journal reader stays in its group'),
    );
  }

  async #run(handle: Handle): Promise<void> {
    for (let failures = 0; !this.#isClosing; ) {
      try {
        await this.#joinGroup();
        const rows = await this.#nextRows();
        if (rows.length > 0) await this.#handOver(rows, handle);
        failures = 0;
      } catch (error) {
        failures += 1;
        // Redis may have been emptied, the group with it.
        this.#hasGroup = false;
        this.#options.log.warn({ err: error }, 'journal cannot be read');
        await this.#options.pause(retryDelayMs(failures));
      }
    }
  }

  async #joinGroup(): Promise<void> {
    if (this.#hasGroup) return;
    try {
      await this.#options.redis.xgroup('CREATE', JOURNAL_KEY, GROUP, '0', 'MKSTREAM');
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw error;
    }
    this.#hasGroup = true;
  }

  /** What a dead reader has left comes first: it is older. */
  async #nextRows(): Promise<Row[]> {
    const { redis, name, deadAfterMs } = this.#options;
    const claimed = await redis.xautoclaim(JOURNAL_KEY, GROUP, name, deadAfterMs, '0-0', 'COUNT', BATCH);
    const [, left] = claimed as [string, Row[]];
    if (left.length > 0) return left;
    const streams = await redis.xreadgroup(
      ...(['GROUP', GROUP, name, 'COUNT', BATCH, 'BLOCK', BLOCK_MS, 'STREAMS', JOURNAL_KEY, '>'] as const),
    );
    const [stream] = (streams ?? []) as [string, Row[]][];
    return stream?.[1] ?? [];
  }

  async #handOver(rows: Row[], handle: Handle): Promise<void> {
    const { redis, name, pause } = this.#options;
    const ids = rows.map(([id]) => id);
    for (let failures = 0; !(await this.#isHandled(rows, handle)); ) {
      failures += 1;
      if (this.#isClosing && failures >= CLOSING_TRIES) return;
      await pause(retryDelayMs(failures));
      await redis.call('XCLAIM', JOURNAL_KEY, GROUP, name, 0, ...ids, 'JUSTID');
    }
    await redis.xack(JOURNAL_KEY, GROUP, ...ids);
  }

  async #isHandled(rows: Row[], handle: Handle): Promise<boolean> {
    try {
      await handle(rows.flatMap(([, fields]) => entriesOf(fields)));
      return true;
    } catch (error) {
      this.#options.log.warn({ err: error, entries: rows.length }, 'journal batch not handled');
      return false;
    }
  }
}

function entriesOf(fields: string[] | null): JournalEntry[] {
  const json = fields?.[1];
  return json === undefined ? [] : [JSON.parse(json) as JournalEntry];
}
