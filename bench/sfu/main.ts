/** `npx tsx bench/sfu/main.ts`: what a full meeting costs a media worker, beside the limit, as a table. */
import { cpus, loadavg } from 'node:os';
import { measure, type Round } from './measure.ts';

const loadBefore = loadavg()[0] ?? 0;
const { isPinned, sfu, forwarder } = await measure();

function spread(rounds: readonly Round[], of: (round: Round) => number, digits = 0): string {
  const sorted = rounds.map(of).sort((one, other) => one - other);
  const [median = 0, least = 0, most = 0] = [sorted[Math.floor(sorted.length / 2)], sorted[0], sorted.at(-1)];
  const text = (value: number) => value.toLocaleString('en', { maximumFractionDigits: digits });
  return `${text(median)} (${text(least)} to ${text(most)})`;
}

const row = (name: string, rounds: readonly Round[]) =>
  `| ${name} | ${spread(rounds, ({ packets, seconds }) => packets / seconds)} | ${spread(
    rounds,
    ({ cpuSeconds, seconds }) => (100 * cpuSeconds) / seconds,
    1,
  )} | ${spread(rounds, ({ packets, cpuSeconds }) => packets / cpuSeconds)} |`;

process.stdout.write(`
${cpus()[0]?.model.trim()}, ${cpus().length} cores; Node ${process.versions.node}; load before ${loadBefore.toFixed(1)}; \
${isPinned ? 'pinned' : 'not pinned'}; median (least to most) of ${sfu.length} rounds

| what | packets out a second | % of a core | packets out a CPU-second |
| --- | --- | --- | --- |
${row('media worker', sfu)}
${row('plain forwarder in C', forwarder)}
`);
