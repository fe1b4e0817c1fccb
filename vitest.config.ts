import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{packages,apps}/*/src/**/*.test.{ts,tsx}',
      '{scripts,deploy}/**/*.test.{mjs,ts}',
      '{faults,simulate}/**/*.test.ts',
    ],
    globalSetup: 'scripts/unit-setup.mjs',
    restoreMocks: true,
    unstubGlobals: true,
  },
});
