import { expect, test } from 'vitest';
import { canBlur } from './blur-support.ts';

const browser = {
  OffscreenCanvas: class {},
  OffscreenCanvasRenderingContext2D: { prototype: { filter: 'none' } },
  HTMLCanvasElement: { prototype: { captureStream() {} } },
  WebAssembly,
};
const can = (page: object) => canBlur(page as typeof globalThis);

test('a browser that has everything can blur', () => {
  expect(can(browser)).toBe(true);
});

test.each([
  ['a canvas off the page', { OffscreenCanvas: undefined }],
  ['filters, without which a blur would show everything', { OffscreenCanvasRenderingContext2D: { prototype: {} } }],
  ['a way to make a track', { HTMLCanvasElement: { prototype: {} } }],
  ['WebAssembly with SIMD', { WebAssembly: { validate: () => false } }],
  ['WebAssembly', { WebAssembly: undefined }],
])('one without %s cannot', (_, lack) => {
  expect(can({ ...browser, ...lack })).toBe(false);
});
