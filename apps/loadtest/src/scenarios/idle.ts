import type { Scenario } from './scenario.ts';

/** People who are there and say nothing: what a connection costs. */
export const idle: Scenario = {
  name: 'idle',
  about: 'people come and stay, and say nothing',
  defaults: { connections: 1000, roomSize: 10, joinsPerSecond: 100, durationMs: 30_000 },
  signals: false,
  deploys: false,
  deeds: () => [],
};
