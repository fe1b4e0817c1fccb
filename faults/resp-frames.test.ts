import { expect, it } from 'vitest';
import { isShardedMessage, RespFrames } from './resp-frames.ts';

const message = '*3\r\n$8\r\nsmessage\r\n$4\r\nroom\r\n$7\r\nh\r\nllo!\r\n';
const push = '>3\r\n$8\r\nsmessage\r\n$1\r\nr\r\n$0\r\n\r\n';
const replies = [
  '+OK\r\n',
  message,
  ':12\r\n',
  '$-1\r\n',
  '*-1\r\n',
  '%1\r\n$1\r\na\r\n*2\r\n:1\r\n_\r\n',
  push,
  '-ERR no\r\n',
];

it('finds where each reply ends, however the bytes arrive', () => {
  const all = Buffer.from(replies.join(''));
  for (const size of [1, 2, 7, 30, all.length]) {
    const frames = new RespFrames();
    const found: string[] = [];
    for (let at = 0; at < all.length; at += size) {
      found.push(...frames.take(all.subarray(at, at + size)).map(String));
    }
    expect(found).toEqual(replies);
  }
});

it('tells messages of sharded pub/sub from all else', () => {
  expect(replies.filter((reply) => isShardedMessage(Buffer.from(reply)))).toEqual([message, push]);
  expect(isShardedMessage(Buffer.from('*3\r\n$10\r\nssubscribe\r\n$4\r\nroom\r\n:1\r\n'))).toBe(false);
});
