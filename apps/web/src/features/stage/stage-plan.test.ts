import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clampPage, planStage, type StageRequest } from './stage-plan.ts';

const base: StageRequest = { featured: 0, others: 1, floating: false, width: 1280, height: 700, page: 0 };

test('one other person fills the stage and the own picture floats inside it', () => {
  const plan = planStage({ ...base, floating: true });
  expect(plan.others[0]?.height).toBeCloseTo(700);
  expect((plan.floating?.x ?? 0) + (plan.floating?.width ?? 0)).toBeLessThan(1280);
});

test('more than sixteen people are paged, the last page holding the rest', () => {
  expect(planStage({ ...base, others: 20 })).toMatchObject({ perPage: 16, pages: 2 });
  expect(planStage({ ...base, others: 20 }).others).toHaveLength(16);
  expect(planStage({ ...base, others: 20, page: 1 }).others).toHaveLength(4);
  expect(planStage({ ...base, others: 20, page: 9 }).others).toHaveLength(4);
});

test('the pager of a grid covers nobody', () => {
  const phone = planStage({ ...base, others: 10, width: 390, height: 770 });
  const lowest = Math.max(...phone.others.map(({ y, height }) => y + height));
  expect(lowest).toBeLessThanOrEqual(770 - phone.pagerBottom - 44);
});

test('a presentation leaves a strip beside it on wide screens and below it on tall ones', () => {
  const wide = planStage({ ...base, featured: 1, others: 3 });
  expect(wide.others.every((tile) => tile.x >= (wide.featured[0]?.width ?? 0))).toBe(true);
  const tall = planStage({ ...base, featured: 1, others: 3, width: 390, height: 700 });
  expect(tall.others.every((tile) => tile.y >= (tall.featured[0]?.height ?? 0))).toBe(true);
});

test('with nobody beside it a presentation takes the whole stage', () => {
  expect(planStage({ ...base, featured: 1, others: 0 }).featured).toEqual([{ x: 0, y: 0, width: 1280, height: 700 }]);
});

test('every page shows someone and all pages together show everyone', () => {
  const requests = fc.record({
    featured: fc.nat(3),
    others: fc.integer({ min: 1, max: 60 }),
    width: fc.integer({ min: 320, max: 2600 }),
    height: fc.integer({ min: 300, max: 1500 }),
  });
  fc.assert(
    fc.property(requests, (request) => {
      const first = planStage({ ...base, ...request });
      let seen = 0;
      for (let page = 0; page < first.pages; page++) {
        const { others } = planStage({ ...base, ...request, page });
        expect(others.length).toBeGreaterThan(0);
        seen += others.length;
      }
      expect(seen).toBe(request.others);
    }),
  );
});

test('a page that no longer exists becomes the last', () => {
  expect(clampPage(5, 2)).toBe(1);
  expect(clampPage(-1, 2)).toBe(0);
  expect(clampPage(0, 0)).toBe(0);
});
