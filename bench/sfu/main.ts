/** `npx tsx bench/sfu/main.ts`: what a full meeting costs a media worker, beside the limit, as a table. */
import { cpus, loadavg } from 'node:os';
import { spread } from '../statistics.ts';
import { measure, type Round } from './measure.ts';

const loadBefore = loadavg()[0] ?? 0;
const { isPinned, sfu, forwarder } = await measure();

const figures = (rounds: readonly Round[], of: (round: Round) => number, digits = 0) =>
  spread(rounds.map(of), (value) => value.toLocaleString('en', { maximumFractionDigits: digits }));

const row = (name: string, rounds: readonly Round[]) =>
  `| ${name} | ${figures(rounds, ({ packets, seconds }) => packets / seconds)} | ${figures(
    rounds,
    ({ cpuSeconds, seconds }) => (100 * cpuSeconds) / seconds,
    1,
  )} | ${figures(rounds, ({ packets, cpuSeconds }) => packets / cpuSeconds)} |`;

process.stdout.write(`
${cpus()[0]?.model.trim()}, ${cpus().length} cores; Node ${process.versions.node}; load before ${loadBefore.toFixed(1)}; \
${isPinned ? 'pinned' : 'not pinned'}; median (least to most) of ${sfu.length} rounds

| what | packets out a second | % of a core | packets out a CPU-second |
| --- | --- | --- | --- |
${row('media worker', sfu)}
${row('plain forwarder in C', forwarder)}
`);
