import { expect, it } from 'vitest';
import { Series } from './measure/series.ts';
import { Screen, type Status } from './screen.ts';

function rig(isTTY: boolean, columns = 40) {
  const written: string[] = [];
  let nowMs = 0;
  const screen = new Screen({ isTTY, columns, write: (text) => written.push(text) }, () => nowMs);
  return {
    screen,
    written,
    passes: (ms: number) => {
      nowMs += ms;
    },
  };
}

function running(): Status {
  const series = new Series(10_000);
  const load = { connections: 9, inside: 8, cpuShare: 0.25, memoryBytes: 2 ** 20 * 50 };
  series.tell(0, 0, { histograms: {}, counts: { lost: 2 }, errors: { 'closed: roomFull': 3 } }, load);
  return { name: 'running', elapsedMs: 5000, expectedMs: 10_000, target: 10, series, step: null };
}

it('tells what goes on', () => {
  const { screen, written } = rig(false);
  screen.show(running());
  expect(written.join()).toContain('[############............] 5 of 10 s');
  expect(written.join()).toContain('8 of 10 inside, 9 connections, 2 lost, 3 errors');
  expect(written.join()).toContain('generator: 25 % of a core, 50 MiB');
});

it('writes plain lines where there is no terminal, and not more than one in five seconds', () => {
  const { screen, written, passes } = rig(false);
  screen.show({ name: 'preparing', done: 1, of: 4 });
  passes(1000);
  screen.show({ name: 'preparing', done: 2, of: 4 });
  expect(written).toHaveLength(1);
  screen.show(running());
  expect(written).toHaveLength(2);
  passes(5000);
  screen.show(running());
  expect(written).toHaveLength(3);
  expect(written.join('')).not.toContain('\u001b');
});

it('draws over itself on a terminal, and never wider than that', () => {
  const { screen, written } = rig(true);
  screen.show(running());
  const lines = (written[0] ?? '').trimEnd().split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(40);
  screen.show(running());
  expect(written[1]?.startsWith(`\u001b[${lines.length}A\r\u001b[J`)).toBe(true);
  screen.print('the end');
  screen.show({ name: 'ending' });
  expect(written.at(-1)?.startsWith('\u001b')).toBe(false);
});

it('cuts nothing off where a terminal does not know its width', () => {
  const { screen, written } = rig(true, 0);
  screen.show({ name: 'starting', what: 'Starting servers …' });
  expect(written.join()).toContain('Starting servers …');
});
