import { createHash } from 'node:crypto';
import type { RedisClient } from './redis.ts';

/** What a script may answer: Redis has no other types, and Lua's `false` is null. */
export type Reply = string | number | null | Reply[];

/** A Lua script as Redis keeps it: by the hash of its text, so that the text travels once. */
export interface RedisScript {
  readonly text: string;
  readonly sha1: string;
}

export function redisScript(text: string): RedisScript {
  return { text, sha1: createHash('sha1').update(text).digest('hex') };
}

/** Runs a script in one round trip, or in two where that server has not seen it yet or has forgotten it. */
export async function runScript(
  redis: RedisClient,
  script: RedisScript,
  keys: string[],
  argument: object,
): Promise<Reply> {
  const rest = [keys.length, ...keys, JSON.stringify(argument, wellFormed)] as const;
  try {
    return (await redis.evalsha(script.sha1, ...rest)) as Reply;
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return (await redis.eval(script.text, ...rest)) as Reply;
  }
}

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Half a surrogate pair has no UTF-8, and Lua's JSON refuses it. */
function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replace(LONE_SURROGATE, '\ufffd') : value;
}
