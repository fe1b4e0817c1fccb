import { describe, expect, it } from 'vitest';
import { TaskQueue } from './task-queue.ts';

function queueWithLog(maxBytes = 10_000) {
  const log: string[] = [];
  const queue = new TaskQueue(maxBytes, (error) => log.push(`failed ${error}`));
  const task = (name: string) => async () => {
    log.push(`${name} starts`);
    await Promise.resolve();
    log.push(`${name} ends`);
  };
  const idle = () => new Promise<void>((resolve) => queue.pushLast(async () => resolve()));
  return { log, queue, task, idle };
}

describe('TaskQueue', () => {
  it('runs one task at a time, in order, and goes on after a failure', async () => {
    const { log, queue, task, idle } = queueWithLog();
    queue.push(task('a'), 1);
    queue.push(() => Promise.reject('b'), 1);
    queue.push(task('c'), 1);
    await idle();
    expect(log).toEqual(['a starts', 'a ends', 'failed b', 'c starts', 'c ends']);
  });

  it('refuses what is over its bound, and takes it again when there is room', async () => {
    const { queue, task, idle } = queueWithLog(3000);
    expect([queue.push(task('a'), 2900), queue.push(task('b'), 1)]).toEqual([true, false]);
    await idle();
    expect(queue.push(task('c'), 2900)).toBe(true);
  });

  it('drops what waits when cleared, but not what is pushed last', async () => {
    const { log, queue, task, idle } = queueWithLog();
    queue.push(task('a'), 1);
    queue.push(task('b'), 1);
    queue.clear();
    queue.pushLast(task('last'));
    await idle();
    expect(log).toEqual(['a starts', 'a ends', 'last starts', 'last ends']);
  });
});
