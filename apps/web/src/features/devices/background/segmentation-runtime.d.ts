declare module '@mediapipe/selfie_segmentation/selfie_segmentation_solution_simd_wasm_bin.js' {
  /** Emscripten's `MODULARIZE`: makes an instance of the runtime. */
  export default function create(options: object): Promise<object>;
}
