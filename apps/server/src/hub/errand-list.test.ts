import { pino } from 'pino';
import { expect, it } from 'vitest';
import { ErrandList } from './errand-list.ts';

const log = pino({ level: 'silent' });

it('does an errand at once where it can be done, and once', async () => {
  const errands = new ErrandList(log);
  let done = 0;
  await errands.run(async () => (done += 1));
  await errands.runAll();
  expect([done, errands.isEmpty]).toEqual([1, true]);
});

it('tries what fails again until it succeeds, and what else there is meanwhile', async () => {
  const errands = new ErrandList(log);
  const done: string[] = [];
  let isDown = true;
  await errands.run(async () => {
    if (isDown) throw new Error('down');
    done.push('one');
  });
  errands.add(async () => done.push('two'));
  await errands.runAll();
  expect([done, errands.isEmpty]).toEqual([['two'], false]);
  isDown = false;
  await errands.runAll();
  await errands.runAll();
  expect([done, errands.isEmpty]).toEqual([['two', 'one'], true]);
});
