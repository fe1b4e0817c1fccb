import { describe, expect, it } from 'vitest';
import { desiredOf, Hpa, type HpaSpec, SYNC_MS } from './hpa.ts';
import { readRules } from './rules.ts';

const metric = (perPod: number, reporting: number, { missing = 0, unready = 0 } = {}) => ({
  sum: perPod * reporting,
  targetPerPod: 8000,
  reporting,
  missing,
  unready,
});

describe('desiredOf', () => {
  it.each([
    ['twice the target asks for twice the pods', 16_000, 10, 20],
    ['half the target for half of them', 4000, 10, 5],
    ['a part of a pod is a whole pod', 8900, 10, 12],
    ['a tenth above is tolerated', 8800, 10, 10],
    ['a tenth below is tolerated', 7200, 10, 10],
  ])('%s', (_name, perPod, pods, desired) => expect(desiredOf(pods, metric(perPod, pods))).toBe(desired));

  it('takes the missing for idle before it scales up: a full rest of a lost zone does not grow', () => {
    expect(desiredOf(100, metric(10_000, 66, { missing: 34 }))).toBe(100);
    expect(desiredOf(66, metric(10_000, 66))).toBe(83);
  });

  it('takes the missing for busy before it scales down', () => {
    expect(desiredOf(10, metric(4000, 8, { missing: 2 }))).toBe(6);
  });

  it('takes who starts for idle, so as not to start more for the same load', () => {
    expect(desiredOf(20, metric(16_000, 10, { unready: 10 }))).toBe(20);
  });

  it('changes nothing where nobody answers', () => expect(desiredOf(7, metric(0, 0))).toBe(7));
});

describe('the autoscaler of the manifests', () => {
  const spec: HpaSpec = readRules().hpa;

  it('grows by half or ten pods a minute, whichever is more', () => {
    const hpa = new Hpa(spec);
    let pods = 10;
    const seen: number[] = [];
    for (let look = 0; look < 9; look += 1) {
      pods = hpa.decide(look * SYNC_MS, pods, [metric(1_000_000 / pods, pods)]);
      seen.push(pods);
    }
    expect(seen).toEqual([20, 20, 20, 20, 30, 30, 30, 30, 45]);
  });

  it('shrinks after ten quiet minutes, two pods in two minutes, and never below its least', () => {
    const hpa = new Hpa(spec);
    let pods = 16;
    const changes: [seconds: number, pods: number][] = [];
    hpa.decide(0, pods, [metric(8000, pods)]);
    for (let atMs = SYNC_MS; atMs <= 1_500_000; atMs += SYNC_MS) {
      const next = hpa.decide(atMs, pods, [metric(100, pods)]);
      if (next !== pods) changes.push([atMs / 1000, next]);
      pods = next;
    }
    expect(changes).toEqual([
      [600, 14],
      [720, 12],
      [840, 10],
    ]);
  });

  it('follows the metric that asks for most, up to its most', () => {
    const hpa = new Hpa({ ...spec, maxReplicas: 12 });
    expect(hpa.decide(0, 10, [metric(4000, 10), metric(16_000, 10)])).toBe(12);
  });
});
