import type { Size } from './one-size.ts';
import type { Outcome, Quantiles } from './outcome.ts';
import { isBelowHalf } from './shards.ts';
import type { Result } from './simulate.ts';

/** A heading, or a name with a value for each number of pods. */
export type Row = readonly string[];

/** All that is printed and shown, a column for each number of pods. */
export function rowsOf({ sizes, rules }: Result): Row[] {
  const row = (name: string, value: (size: Size) => string): Row => [name, ...sizes.map(value)];
  return [
    row('', ({ pods }) => `${pods} pods`),
    ['A steady state'],
    row(
      'connections a pod, mean / most',
      ({ load }) => `${whole(load.meanConnections)} / ${whole(load.mostConnections)}`,
    ),
    row('found no place', ({ load }) => whole(load.turnedAway)),
    row('cores a pod, mean / most', ({ load }) => `${load.meanCores.toFixed(3)} / ${load.mostCores.toFixed(3)}`),
    row('memory of the fullest pod', ({ load }) => `${whole(load.mostBytes / 2 ** 20)} MiB`),
    row('Redis shards', ({ shards }) => whole(shards.shards)),
    row(
      'publications/s a shard, mean / most',
      ({ shards: s }) => `${whole(s.meanPublications)} / ${whole(s.mostPublications)}`,
    ),
    row('load of a shard, mean / most / with the herd', ({ shards: s }) =>
      [s.meanLoad, s.mostLoad, s.herdLoad].map(percent).join(' / '),
    ),
    row('goal: everyone has a place', ({ load }) => verdict(load.turnedAway === 0)),
    row('goal: every shard below half, herd included', ({ shards }) => verdict(isBelowHalf(shards))),
    row('rooms on several pods', ({ splitRooms }) => whole(splitRooms)),
    row('deliveries across pods', ({ crossPodShare }) => percent(crossPodShare)),
    row('… without hashing on the room', ({ crossPodShareUnhashed }) => percent(crossPodShareUnhashed)),
    ['A deploy of all pods'],
    row('took', ({ deploy }) => seconds(deploy.tookMs)),
    row('moves', ({ deploy }) => whole(deploy.moved)),
    row('moves took, p50 / p99 / max', ({ deploy }) => times(deploy.moveMs)),
    row('connections lost', ({ deploy }) => whole(deploy.lost)),
    row(
      'rooms on several pods afterwards',
      ({ deploy }) => `${whole(deploy.splitRooms)} (${percent(deploy.splitRooms / deploy.rooms)})`,
    ),
    ...people(row, 'deploy'),
    ['The loss of a zone'],
    row('all back after', ({ zoneLoss: z }) =>
      z.allBackMs === null ? `${whole(z.stillAway)} still away` : seconds(z.allBackMs),
    ),
    row('connections lost', ({ zoneLoss }) => whole(zoneLoss.lost)),
    row('away, p50 / p99 / max', ({ zoneLoss }) => times(zoneLoss.outageMs)),
    row('came too late for their place', ({ zoneLoss }) => whole(zoneLoss.tooLate)),
    row('pods at the end', ({ zoneLoss }) => whole(zoneLoss.podsAtEnd)),
    ...people(row, 'zoneLoss'),
    ['Everyone cut off at once'],
    row('away, p50 / p99 / max', ({ totalCut }) => times(totalCut.outageMs)),
    row('still away after five minutes', ({ totalCut }) => whole(totalCut.stillAway)),
    row(`came too late for their place (${rules.graceMs / 1000} s)`, ({ totalCut }) => whole(totalCut.tooLate)),
    ...people(row, 'totalCut'),
    ['The original design: one channel, crc32 modulo pods'],
    row('messages/s that each pod reads, ours (mean)', ({ meanEnvelopesPerPod }) => whole(meanEnvelopesPerPod)),
    row('… original', ({ original }) => whole(original.envelopesPerPod)),
    row('cores a pod for that, original', ({ original }) => original.coresPerPod.toFixed(2)),
    row('messages/s from Redis to pods, ours', ({ redisDeliveries }) => whole(redisDeliveries)),
    row('… original', ({ original }) => whole(original.redisDeliveries)),
    row('Redis cores for the bus, ours, all shards', ({ busCores }) => busCores.toFixed(3)),
    row('… original, on one thread', ({ original }) => original.redisCores.toFixed(2)),
    row('people that one channel bears', ({ original }) => whole(original.mostPeople)),
    row(
      'rooms moved by a pod more, ours / original',
      ({ oneMorePod: m }) => `${percent(m.byRing / m.rooms)} / ${percent(m.byModulo / m.rooms)}`,
    ),
    row(
      'rooms moved by a zone less, ours / original',
      ({ zoneFewerPods: m }) => `${percent(m.byRing / m.rooms)} / ${percent(m.byModulo / m.rooms)}`,
    ),
  ];
}

function people(
  row: (name: string, value: (size: Size) => string) => Row,
  name: 'deploy' | 'zoneLoss' | 'totalCut',
): Row[] {
  const of = (value: (outcome: Outcome) => number) => (size: Size) => whole(value(size[name]));
  return [
    row(
      'most tries in a second',
      of(({ mostTriesPerSecond }) => mostTriesPerSecond),
    ),
    row(
      'most let in in a second',
      of(({ mostSeatedPerSecond }) => mostSeatedPerSecond),
    ),
    row(
      'most who waited for their turn',
      of(({ mostWaiting }) => mostWaiting),
    ),
  ];
}

/** Before the columns: what is true of all of them. */
export function summaryOf({ options, rooms, rates, autoscaler, podsForZoneLoss, sheet }: Result): string[] {
  return [
    `${whole(options.connections)} people in ${whole(rooms)} meetings: ${whole(rates.joins)} joins, ${whole(rates.publications)} publications and ${whole(rates.deliveries)} deliveries a second.`,
    `The autoscaler settles at ${autoscaler.steadyPods} pods, ${seconds(autoscaler.steadyAtMs)} after the first came (all within ${options['ramp-minutes']} min); at most ${whole(autoscaler.mostWaiting)} waited for a place.`,
    `Two of three zones hold everyone from ${podsForZoneLoss} pods on.`,
    `Costs: ${sheet.origin.machine}, ${sheet.origin.date}; ${assumedOf(sheet.origin.assumed)}.`,
  ];
}

function assumedOf(names: readonly string[]): string {
  return names.length === 0 ? 'all measured' : `assumed and not measured: ${names.join(', ')}`;
}

/** The rows as lines of text, in columns. */
export function textOf(rows: readonly Row[]): string {
  const columns = Math.max(...rows.map(({ length }) => length));
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.max(...rows.filter(({ length }) => length > 1).map((row) => (row[at] ?? '').length)),
  );
  return rows
    .map((row) =>
      row.length === 1
        ? `\n${row[0]}`
        : `  ${row.map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart((widths[at] ?? 0) + 2))).join('')}`,
    )
    .join('\n');
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function verdict(holds: boolean): string {
  return holds ? 'holds' : 'does not hold';
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)} s`;
}

function times({ p50, p99, max }: Quantiles): string {
  return [p50, p99, max].map(seconds).join(' / ');
}
