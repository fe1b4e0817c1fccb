import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layOutTiles, personAspect, placeTiles, type TileArea } from './tile-layout.ts';

const wide = { min: 4 / 3, max: 16 / 9 };
const EPSILON = 1e-6;

const areas: fc.Arbitrary<TileArea> = fc.record({
  count: fc.integer({ min: 1, max: 49 }),
  width: fc.integer({ min: 100, max: 4000 }),
  height: fc.integer({ min: 100, max: 3000 }),
  gap: fc.integer({ min: 0, max: 16 }),
  aspect: fc.constantFrom(wide, { min: 3 / 4, max: 16 / 9 }, { min: 16 / 9, max: 16 / 9 }),
});

const tileArea = (area: TileArea) => {
  const { tileWidth, tileHeight } = layOutTiles(area);
  return tileWidth * tileHeight;
};

describe('known screens', () => {
  test.each([
    [1, 1280, 700, 1],
    [2, 1280, 700, 2],
    [3, 1280, 700, 2],
    [4, 1280, 700, 2],
    [5, 1280, 700, 3],
    [9, 1280, 700, 3],
    [16, 1280, 700, 4],
    [2, 390, 650, 1],
    [6, 390, 650, 2],
  ])('%i people on %i x %i take %i columns', (count, width, height, columns) => {
    expect(layOutTiles({ count, width, height, gap: 8, aspect: personAspect(width, height) }).columns).toBe(columns);
  });

  test('nobody takes no place', () => {
    expect(placeTiles({ count: 0, width: 500, height: 500, gap: 8, aspect: wide })).toEqual([]);
  });

  test('an area too small for its gaps gives no negative size', () => {
    const layout = layOutTiles({ count: 40, width: 10, height: 10, gap: 16, aspect: wide });
    expect(layout.tileWidth).toBeGreaterThanOrEqual(0);
    expect(layout.tileHeight).toBeGreaterThanOrEqual(0);
  });
});

describe('any count and any size', () => {
  test('no tile leaves the area', () => {
    fc.assert(
      fc.property(areas, (area) => {
        for (const tile of placeTiles(area)) {
          expect(tile.x).toBeGreaterThanOrEqual(-EPSILON);
          expect(tile.y).toBeGreaterThanOrEqual(-EPSILON);
          expect(tile.x + tile.width).toBeLessThanOrEqual(area.width + EPSILON);
          expect(tile.y + tile.height).toBeLessThanOrEqual(area.height + EPSILON);
        }
      }),
    );
  });

  test('no two tiles overlap', () => {
    fc.assert(
      fc.property(areas, (area) => {
        const tiles = placeTiles(area);
        for (const [index, a] of tiles.entries()) {
          for (const b of tiles.slice(index + 1)) {
            const apartX = a.x + a.width <= b.x + EPSILON || b.x + b.width <= a.x + EPSILON;
            const apartY = a.y + a.height <= b.y + EPSILON || b.y + b.height <= a.y + EPSILON;
            expect(apartX || apartY).toBe(true);
          }
        }
      }),
    );
  });

  test('tiles keep to the allowed shapes', () => {
    fc.assert(
      fc.property(areas, (area) => {
        const { tileWidth, tileHeight } = layOutTiles(area);
        fc.pre(tileWidth > 0 && tileHeight > 0);
        expect(tileWidth / tileHeight).toBeGreaterThanOrEqual(area.aspect.min - EPSILON);
        expect(tileWidth / tileHeight).toBeLessThanOrEqual(area.aspect.max + EPSILON);
      }),
    );
  });

  test('a larger area never makes tiles smaller, one more person never larger', () => {
    fc.assert(
      fc.property(areas, fc.nat(400), fc.nat(400), (area, moreWidth, moreHeight) => {
        const larger = { ...area, width: area.width + moreWidth, height: area.height + moreHeight };
        expect(tileArea(larger)).toBeGreaterThanOrEqual(tileArea(area) - EPSILON);
        expect(tileArea({ ...area, count: area.count + 1 })).toBeLessThanOrEqual(tileArea(area) + EPSILON);
      }),
    );
  });
});
