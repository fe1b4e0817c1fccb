import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{packages,apps}/*/src/**/*.test.{ts,tsx}',
      '{scripts,deploy}/**/*.test.{mjs,ts}',
      '{faults,simulate}/**/*.test.ts',
    ],
    globalSetup: 'scripts/unit-setup.mjs',
    // Many tests wait for servers and for time: a core left free for the runner itself would be idle.
    maxWorkers: availableParallelism(),
    // Servers, brokers and relays that a file starts and stops share the machine with those of another.
    hookTimeout: 30_000,
    testTimeout: 20_000,
    restoreMocks: true,
    unstubGlobals: true,
  },
});
