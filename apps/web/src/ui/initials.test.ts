import { describe, expect, test } from 'vitest';
import { colourIndex, initials } from './initials.ts';

describe('initials', () => {
  test.each([
    ['Ada Lovelace', 'AL'],
    ['ada', 'A'],
    ['  Jean-Luc de la Tour ', 'JT'],
    ['山田 太郎', '山'],
    ['山田　太郎', '山'],
    ['たろう', 'た'],
    ['👩‍👩‍👧 family', '👩‍👩‍👧'],
    ['Émile Zola', 'ÉZ'],
    ['Bob (guest)', 'B'],
    ['', ''],
  ])('%s gives %s', (name, expected) => {
    expect(initials(name)).toBe(expected);
  });
});

test('a colour is within the palette and the same each time', () => {
  for (const id of ['', 'a', '山田', '4ba0e9e7-9a4d-4ee2-a0a7-3d1d6a0fbf3b']) {
    const index = colourIndex(id, 10);
    expect(index).toBeGreaterThanOrEqual(0);
    expect(index).toBeLessThan(10);
    expect(colourIndex(id, 10)).toBe(index);
  }
});
