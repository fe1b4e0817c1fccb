import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Node, preferenceOf } from './rendezvous.ts';

const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 12 });
const nodes = ids.chain((names) =>
  fc.tuple(...names.map((id) => fc.record({ id: fc.constant(id), weight: fc.integer({ min: 1, max: 8 }) }))),
);
const idsOf = (list: readonly Node[]) => list.map(({ id }) => id);
/** Names as a deployment has them: alike but for their end. */
const numbered = (name: string, count: number) => Array.from({ length: count }, (_, at) => `${name}-${at}`);
const firstOf = (key: string, list: readonly Node[]) => preferenceOf(key, list)[0]?.id ?? '';

describe('preferenceOf', () => {
  it('is the same in every process and every version', () => {
    const three = numbered('media', 3).map((id) => ({ id, weight: 1 }));
    expect(idsOf(preferenceOf('0f0d4a53-9d0e-4e4a-92a3-b1117b0a3c1e', three))).toEqual([
      'media-0',
      'media-2',
      'media-1',
    ]);
  });

  it('does not depend on the order of the nodes', () => {
    fc.assert(
      fc.property(fc.string(), nodes, fc.infiniteStream(fc.nat()), (key, list, numbers) => {
        const shuffled = list
          .map((node) => ({ node, at: numbers.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ node }) => node);
        expect(idsOf(preferenceOf(key, shuffled))).toEqual(idsOf(preferenceOf(key, list)));
      }),
    );
  });

  it('keeps the order of the others when a node goes, and so when one comes', () => {
    fc.assert(
      fc.property(fc.string(), nodes, fc.nat(), (key, list, pick) => {
        const gone = list[pick % list.length];
        const rest = preferenceOf(
          key,
          list.filter((node) => node !== gone),
        );
        expect(rest).toEqual(preferenceOf(key, list).filter((node) => node !== gone));
      }),
    );
  });

  it.each([
    ['equal', [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]],
    ['unequal', [1, 2, 4, 8, 0.5]],
  ])('gives nodes of %s weights their share of first places', (_name, weights) => {
    const list = numbered('media', weights.length).map((id, at) => ({ id, weight: weights[at] ?? 0 }));
    const firsts = numbered('room', 10_000).map((key) => firstOf(key, list));
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    for (const { id, weight } of list) {
      const share = weight / whole;
      const expected = firsts.length * share;
      const held = firsts.filter((first) => first === id).length;
      // Five standard deviations of a binomial: a fair hash is outside once in two million.
      expect(Math.abs(held - expected)).toBeLessThan(5 * Math.sqrt(expected * (1 - share)));
    }
  });

  it('lets a node that comes take its share of the keys, and moves no other', () => {
    const list = numbered('media', 9).map((id) => ({ id, weight: 1 }));
    const keys = numbered('room', 5_000);
    const grown = [...list, { id: 'media-9', weight: 1 }];
    const moved = keys.filter((key) => firstOf(key, list) !== firstOf(key, grown));
    expect(moved.every((key) => firstOf(key, grown) === 'media-9')).toBe(true);
    expect(Math.abs(moved.length - 500)).toBeLessThan(5 * Math.sqrt(500 * 0.9));
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the weight %d', (weight) => {
    expect(() => preferenceOf('room', [{ id: 'a', weight }])).toThrow(RangeError);
  });
});
