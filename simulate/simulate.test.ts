import { describe, expect, it } from 'vitest';
import { Random } from '../apps/loadtest/src/random.ts';
import { readCosts } from './costs.ts';
import { House } from './house.ts';
import { sizeOf } from './one-size.ts';
import { readOptions } from './options.ts';
import { populate } from './population.ts';
import { htmlOf } from './report-html.ts';
import { rowsOf, textOf } from './report-rows.ts';
import { rollingDeploy } from './rolling-deploy.ts';
import { readRules, withOptions } from './rules.ts';
import { bySlots } from './shards.ts';
import { type Result, type SimulateSize, simulate } from './simulate.ts';
import { inOwnProcess } from './size-process.ts';
import { steadyState } from './steady-state.ts';
import { houseOptionsOf } from './study.ts';
import { totalCut } from './total-cut.ts';
import { zoneLoss } from './zone-loss.ts';

const sheet = readCosts(new URL('../bench/costs.json', import.meta.url));
const { costs } = sheet;
const PEOPLE = 3000;
const PODS = 6;
const options = readOptions(['--connections', String(PEOPLE), '--pods', String(PODS)]);
/** Small pods with a little room to spare, whose admission is felt, on a ring that is quick to make. */
const rules = { ...readRules(), maxConnections: 1000, joinsPerSecond: 50, ringSize: 1024 };
const population = populate(PEOPLE, options.rooms, new Random(1));
const base = { population, rules, costs, seed: 1, podStartMs: 30_000 };

describe('the loss of a zone', () => {
  const outcome = zoneLoss(base, PODS);

  it('ends with everyone back, each lost once', () => {
    expect(outcome).toMatchObject({ turnedAway: 0, stillAway: 0, present: PEOPLE, moved: 0 });
    expect(outcome.lost).toBeGreaterThan(0);
    expect(outcome.seatedPerSecond.reduce((sum, count) => sum + count, 0)).toBe(outcome.lost);
  });

  it('is noticed by silence: nobody is back sooner than two pings without an answer', () => {
    expect(outcome.seatedPerSecond.slice(0, 30).every((count) => count === 0)).toBe(true);
    expect(outcome.outageMs.p50).toBeGreaterThan(30_000);
  });
});

describe('everyone cut off at once', () => {
  const outcome = totalCut(base, PODS);

  it('ends with everyone back', () => expect(outcome).toMatchObject({ present: PEOPLE, stillAway: 0, lost: PEOPLE }));

  it('lets nobody in above the rate: the burst, and then so many a second', () => {
    const most = PODS * rules.joinsPerSecond;
    let admitted = 0;
    outcome.seatedPerSecond.forEach((count, second) => {
      admitted += count;
      expect(admitted).toBeLessThanOrEqual(most + most * (second + 1));
    });
    expect(outcome.mostWaiting).toBeGreaterThan(PEOPLE / 2);
  });
});

describe('a deploy of all pods', () => {
  const outcome = rollingDeploy(base, PODS);

  it('moves everyone at least once, loses nobody, and takes as long as its waves', () => {
    expect(outcome).toMatchObject({ present: PEOPLE, lost: 0, stillAway: 0, pods: PODS });
    expect(outcome.moved).toBeGreaterThanOrEqual(PEOPLE);
    // One pod at a time: it starts and settles; the last old one then has its pause and its drain.
    const wavesMs = PODS * (base.podStartMs + rules.minReadyMs);
    expect(outcome.tookMs).toBe(wavesMs + rules.preStopMs + 1.25 * rules.drainMs);
  });
});

describe('a steady state', () => {
  const { podOf } = new House(base, PODS).clients;
  const steady = steadyState(population, podOf, PODS, { costs, options, rules });
  const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);

  it('loses nothing on the way: people, joins and publications add up by pod, slot and shard', () => {
    expect(sum(steady.connections)).toBe(PEOPLE);
    expect(steady.joins).toBeCloseTo(PEOPLE / (40 * 60), 6);
    expect(sum(steady.slotPublications)).toBeCloseTo(steady.publications, 6);
    expect(sum(bySlots(steady.slotPublications, 7))).toBeCloseTo(steady.publications, 6);
    expect(sum(steady.slotPeople)).toBe(PEOPLE);
  });

  it('delivers nothing across pods while rooms are whole, and most of it where pods are drawn', () => {
    expect(steady).toMatchObject({ splitRooms: 0, crossPod: 0 });
    const drawn = Int32Array.from(podOf, (_, person) => person % PODS);
    const scattered = steadyState(population, drawn, PODS, { costs, options, rules });
    expect(scattered.deliveries).toBeCloseTo(steady.deliveries, 6);
    expect(scattered.crossPod / scattered.deliveries).toBeGreaterThan(0.6);
  });
});

describe('a study', () => {
  const small = { ...rules, hpa: { ...rules.hpa, minReplicas: 3 } };
  const flags = ['--connections', '500', '--pods', '3'];
  const studyOf = (...more: string[]) => ({ options: readOptions([...flags, ...more]), rules: small, sheet });
  const inThisProcess: SimulateSize = async (pods, study, progress) =>
    sizeOf(pods, houseOptionsOf(study), study, progress);
  const run = (...more: string[]) => simulate(studyOf(...more), inThisProcess, () => {});

  it('gives the same result with the same seed, and another with another', async () => {
    const first = await run('--seed', '7');
    expect(await run('--seed', '7')).toEqual(first);
    expect((await run('--seed', '8')).sizes[0]?.load).not.toEqual(first.sizes[0]?.load);
    expect(textOf(rowsOf(first))).toContain('all back after');
    expect(htmlOf(first).match(/<svg /g)).toHaveLength(7);
    expect(htmlOf(first)).not.toMatch(/NaN|undefined|Infinity|https?:/);
  }, 20_000);

  it('gives that result from processes too, each of which tells how far it is', async () => {
    const told: string[] = [];
    const result = await simulate(studyOf('--seed', '7'), inOwnProcess, (words) => told.push(words));
    expect(result).toEqual(await run('--seed', '7'));
    for (const { pods } of result.sizes) {
      expect(told.filter((words) => words.startsWith(`${pods} pods: `)).at(-1)).toBe(`${pods} pods: done`);
    }
  }, 30_000);

  it('ends where a process does', async () => {
    const broken = { ...studyOf(), rules: { ...small, ringSize: Number.NaN } };
    await expect(inOwnProcess(3, broken, () => {})).rejects.toThrow('the process of 3 pods ended with 1');
  }, 20_000);

  it('says of each size whether everyone has a place, and whether the shards that there are will do', async () => {
    const options = readOptions([...flags, '--max-connections', '160', '--shards', '3']);
    const weak = { ...sheet, costs: { ...costs, shardMicrosPerSecond: 10_000 } };
    const crowded = await simulate(
      { options, rules: withOptions(small, options), sheet: weak },
      inThisProcess,
      () => {},
    );
    const goalsOf = (result: Result) =>
      rowsOf(result).flatMap(([name, value]) => (name?.startsWith('goal') ? value : []));
    expect(goalsOf(crowded)).toEqual(['does not hold', 'does not hold']);
    expect(goalsOf(await run())).toEqual(['holds', 'holds']);
  }, 20_000);
});
