import type { SelfieSegmentation } from '@mediapipe/selfie_segmentation';
import graph from '@mediapipe/selfie_segmentation/selfie_segmentation.binarypb?url';
import library from '@mediapipe/selfie_segmentation/selfie_segmentation.js?url';
import model from '@mediapipe/selfie_segmentation/selfie_segmentation_landscape.tflite?url';
import createRuntime from '@mediapipe/selfie_segmentation/selfie_segmentation_solution_simd_wasm_bin.js';
import runtime from '@mediapipe/selfie_segmentation/selfie_segmentation_solution_simd_wasm_bin.wasm?url';

/** Where the server has what the library asks for by its own names. */
const files: Partial<Record<string, string>> = {
  'selfie_segmentation.binarypb': graph,
  'selfie_segmentation_landscape.tflite': model,
  'selfie_segmentation_solution_simd_wasm_bin.wasm': runtime,
};

/** The size of the pictures that the landscape model is made for. */
export const MODEL_SIZE = { width: 256, height: 144 };

/** Tells for a picture of {@link MODEL_SIZE} what of it is a person. One picture at a time. */
export class Segmenter {
  readonly #solution: SelfieSegmentation;
  #mask: ImageBitmap | null = null;

  private constructor(solution: SelfieSegmentation) {
    this.#solution = solution;
    solution.onResults(({ image, segmentationMask }) => {
      // Both are bitmaps of the canvas that the library paints on, and hold memory until they are closed.
      (image as ImageBitmap).close();
      this.#mask = segmentationMask as ImageBitmap;
    });
  }

  /** For a worker of its own. Rejects where something cannot be loaded or the browser has no WebGL. */
  static async load(): Promise<Segmenter> {
    const globals = bePage();
    await import(/* @vite-ignore */ library);
    const solution = new globals.SelfieSegmentation({ locateFile: (name) => files[name] ?? name });
    // Which spares the GPU and its drivers: this small model is quick on any processor, and is there at once.
    solution.setOptions({ modelSelection: 1, useCpuInference: true } as Parameters<typeof solution.setOptions>[0]);
    await solution.initialize();
    return new Segmenter(solution);
  }

  /** The mask's alpha tells how much of a person each point is. The caller closes it. */
  async maskOf(picture: OffscreenCanvas): Promise<ImageBitmap> {
    await this.#solution.send({ image: picture as unknown as HTMLCanvasElement });
    const mask = this.#mask;
    this.#mask = null;
    if (!mask) throw new Error('no mask came of the picture');
    return mask;
  }
}

type LibraryGlobals = { SelfieSegmentation: typeof SelfieSegmentation };

/**
 * The library runs on pages alone, and would stop a page for a second when it starts. A worker is page enough when it
 * can make a canvas, and when a script element brings the runtime, which is in the worker's own bundle.
 */
function bePage(): LibraryGlobals {
  const createElement = (name: string) => (name === 'canvas' ? new OffscreenCanvas(1, 1) : new RuntimeScript());
  const appendChild = (script: RuntimeScript) => script.run();
  const document = { createElement, body: { appendChild }, addEventListener() {} };
  return Object.assign(globalThis, { window: globalThis, document }) as unknown as LibraryGlobals;
}

class RuntimeScript extends EventTarget {
  setAttribute(): void {}

  run(): void {
    // Without what it has to say about itself on the console.
    const quiet = { print() {}, printErr() {} };
    const create = (options: object) => createRuntime({ ...options, ...quiet });
    Object.assign(globalThis, { createMediapipeSolutionsWasm: create });
    this.dispatchEvent(new Event('load'));
  }
}
