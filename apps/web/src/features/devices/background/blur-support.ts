/** The smallest module with an instruction of WebAssembly's SIMD, which the segmentation is compiled for. */
const simdModule = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11,
]);

/** Whether this browser has all that a blurred background needs; WebGL in a worker shows only when it is tried. */
export function canBlur(page: typeof globalThis = globalThis): boolean {
  const canPaint = page.OffscreenCanvas && 'filter' in page.OffscreenCanvasRenderingContext2D.prototype;
  const canCapture = 'MediaStreamTrackGenerator' in page || 'captureStream' in page.HTMLCanvasElement.prototype;
  return Boolean(canPaint) && canCapture && Boolean(page.WebAssembly?.validate(simdModule));
}
