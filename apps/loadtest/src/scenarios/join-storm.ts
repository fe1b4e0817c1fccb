import type { Scenario } from './scenario.ts';

/** As on the full hour: tickets are in hand, and everyone comes within seconds. */
export const joinStorm: Scenario = {
  name: 'join-storm',
  about: 'everyone comes within seconds, tickets in hand',
  defaults: { connections: 1000, roomSize: 10, joinsPerSecond: 500, durationMs: 5_000 },
  signals: false,
  deploys: false,
  deeds: () => [],
};
