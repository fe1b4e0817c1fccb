import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BALANCE, type Placement, placeOne, rebalance } from './placement.ts';
import type { Node } from './rendezvous.ts';

const nodesOf = (weights: fc.Arbitrary<number>, minLength = 1) =>
  fc
    .uniqueArray(fc.record({ id: fc.string({ minLength: 1, maxLength: 6 }), weight: weights }), {
      selector: ({ id }) => id,
      minLength,
      maxLength: 10,
    })
    .map((list) => list as Node[]);
const nodes = nodesOf(fc.integer({ min: 1, max: 5 }));
const keys = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6 }), { maxLength: 200 });
const homeless = (names: readonly string[]): Placement => new Map(names.map((key) => [key, null]));

function loads(placement: ReadonlyMap<string, string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const id of placement.values()) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

const weightOf = (list: readonly Node[]) => list.reduce((sum, { weight }) => sum + weight, 0);
const movedBetween = (before: Placement, after: ReadonlyMap<string, string>) =>
  [...before].filter(([key, id]) => after.get(key) !== id).map(([key]) => key);

function expectBalanced(placement: ReadonlyMap<string, string>, list: readonly Node[]): void {
  const counts = loads(placement);
  for (const { id, weight } of list) {
    const share = (placement.size * weight) / weightOf(list);
    expect(counts.get(id) ?? 0).toBeLessThanOrEqual(Math.ceil(BALANCE * share));
  }
}

describe('rebalance', () => {
  it('places every key on a node that is there, none with more than 1.25 of its share', () => {
    fc.assert(
      fc.property(keys, nodes, (names, list) => {
        const placement = rebalance(homeless(names), list);
        expect([...placement.keys()].sort()).toEqual([...names].sort());
        const ids = new Set(list.map(({ id }) => id));
        expect([...placement.values()].every((id) => ids.has(id))).toBe(true);
        expectBalanced(placement, list);
      }),
    );
  });

  it('does not depend on the order of keys or nodes', () => {
    fc.assert(
      fc.property(keys, nodes, (names, list) => {
        const placement = rebalance(homeless(names), list);
        const again = rebalance(homeless([...names].reverse()), [...list].reverse());
        expect(new Map([...again].sort())).toEqual(new Map([...placement].sort()));
      }),
    );
  });

  it('moves nothing where nothing changed', () => {
    fc.assert(
      fc.property(keys, nodes, (names, list) => {
        const placement = rebalance(homeless(names), list);
        expect(movedBetween(placement, rebalance(placement, list))).toEqual([]);
      }),
    );
  });

  it('moves only the keys of a node that went', () => {
    fc.assert(
      fc.property(keys, nodesOf(fc.integer({ min: 1, max: 5 }), 2), fc.nat(), (names, list, pick) => {
        const gone = list[pick % list.length]?.id;
        const before = rebalance(homeless(names), list);
        const rest = list.filter(({ id }) => id !== gone);
        const after = rebalance(before, rest);
        const held = [...before].filter(([, id]) => id === gone).map(([key]) => key);
        expect(movedBetween(before, after).sort()).toEqual(held.sort());
        expectBalanced(after, rest);
      }),
    );
  });

  it('moves at most m·w/(W+w) + n keys when a node comes, and keeps the balance', () => {
    fc.assert(
      fc.property(keys, nodesOf(fc.integer({ min: 1, max: 5 }), 2), (names, [newcomer, ...list]) => {
        if (!newcomer) return;
        const before = rebalance(homeless(names), list);
        const grown = [...list, newcomer];
        const after = rebalance(before, grown);
        const share = (names.length * newcomer.weight) / weightOf(grown);
        expect(movedBetween(before, after).length).toBeLessThanOrEqual(share + list.length);
        expectBalanced(after, grown);
      }),
    );
  });

  it('holds that bound where it is tightest: every key on nodes that are full', () => {
    const five = Array.from({ length: 5 }, (_, at) => ({ id: `media-${at}`, weight: 1 }));
    // Four of five nodes hold 250 of 1000: the most that 1.25 of the mean of 200 allows.
    const before: Placement = new Map(Array.from({ length: 1000 }, (_, at) => [`room-${at}`, `media-${at % 4}`]));
    const grown = [...five, { id: 'media-5', weight: 1 }];
    const after = rebalance(before, grown);
    const moved = movedBetween(before, after).length;
    expect(moved).toBeLessThanOrEqual(1000 / 6 + 5);
    expect(moved).toBeGreaterThan(0.9 * (1000 / 6));
    expectBalanced(after, grown);
  });

  it('has nowhere to put keys without nodes', () => {
    expect(() => rebalance(homeless(['room']), [])).toThrow('there is no node to place keys on');
    expect(rebalance(new Map(), [])).toEqual(new Map());
  });
});

describe('placeOne', () => {
  it('fills nodes one key after another, none above 1.25 of its share at any time', () => {
    fc.assert(
      fc.property(keys, nodes, (names, list) => {
        const placement = new Map<string, string>();
        for (const key of names) {
          const node = placeOne(key, list, (id) => loads(placement).get(id) ?? 0);
          placement.set(key, node?.id ?? 'nowhere');
          const share = (placement.size * (node?.weight ?? 0)) / weightOf(list);
          expect(loads(placement).get(node?.id ?? '')).toBeLessThanOrEqual(Math.ceil(BALANCE * share));
        }
      }),
      { numRuns: 40, includeErrorInReport: true },
    );
  });

  it('takes the first choice while there is room there', () => {
    const list = ['a', 'b', 'c'].map((id) => ({ id, weight: 1 }));
    const first = placeOne('room', list, () => 0)?.id;
    expect(placeOne('room', list, (id) => (id === first ? 0 : 5))?.id).toBe(first);
    expect(placeOne('room', list, (id) => (id === first ? 5 : 0))?.id).not.toBe(first);
  });

  it('has no answer without nodes', () => expect(placeOne('room', [], () => 0)).toBeUndefined());
});
