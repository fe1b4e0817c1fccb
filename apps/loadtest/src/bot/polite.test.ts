import { expect, it } from 'vitest';
import { GatewayRefusal } from './gateway-client.ts';
import { eachOf, politely } from './polite.ts';

it('waits as long as the server asks it to, and asks again', async () => {
  const waits: number[] = [];
  const answers = [{ code: 'rate_limited', retryAfterMs: 700 }, { code: 'unavailable' }];
  const ask = async () => {
    const refusal = answers.shift();
    if (refusal) throw new GatewayRefusal(refusal);
    return 'yes';
  };
  expect(await politely(ask, async (ms) => waits.push(ms))).toBe('yes');
  expect(waits).toEqual([700, 1000]);
});

it('takes no for an answer', async () => {
  const ask = () => Promise.reject(new GatewayRefusal({ code: 'room_full' }));
  await expect(politely(ask, async () => {})).rejects.toThrow('room_full');
});

it('gives up on a server that puts it off for ever, and waits no longer than a minute each time', async () => {
  const waits: number[] = [];
  const ask = () => Promise.reject(new GatewayRefusal({ code: 'rate_limited', retryAfterMs: 9e9 }));
  await expect(politely(ask, async (ms) => waits.push(ms))).rejects.toThrow('rate_limited');
  expect(waits).toEqual(Array.from({ length: 19 }, () => 60_000));
});

it('does so many at once and no more', async () => {
  let running = 0;
  let most = 0;
  const done: number[] = [];
  await eachOf([1, 2, 3, 4, 5], 2, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    done.push(item);
  });
  expect(most).toBe(2);
  expect(done.sort()).toEqual([1, 2, 3, 4, 5]);
});
