import { describe, expect, it } from 'vitest';
import { layerFor } from './view-layers.ts';

describe('layerFor', () => {
  it.each([
    [1, 0],
    [320, 0],
    [321, 1],
    [640, 1],
    [641, 2],
    [3840, 2],
  ])('takes a picture %i wide in layer %i', (width, layer) => {
    expect(layerFor(width)).toBe(layer);
  });

  it('goes up at once, and down with some slack', () => {
    expect(layerFor(321, 0)).toBe(1);
    expect(layerFor(310, 1)).toBe(1);
    expect(layerFor(288, 1)).toBe(0);
    expect(layerFor(600, 2)).toBe(2);
    expect(layerFor(576, 2)).toBe(1);
    expect(layerFor(310, 2)).toBe(1);
    expect(layerFor(200, 2)).toBe(0);
  });

  it('never changes back and forth over widths that tremble', () => {
    for (let width = 1; width < 1500; width += 1) {
      const settled = layerFor(width, layerFor(width));
      const up = layerFor(width * 1.02, settled);
      // Once up, the same width leaves it there.
      expect(layerFor(width, up)).toBe(up);
    }
  });
});
