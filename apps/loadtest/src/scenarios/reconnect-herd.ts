import type { Scenario } from './scenario.ts';

/** As when a balancer or a network goes: every socket is cut at once. */
export const reconnectHerd: Scenario = {
  name: 'reconnect-herd',
  about: 'all sockets are cut at once, two seconds after the last has come, and everyone comes back',
  defaults: { connections: 1000, roomSize: 10, joinsPerSecond: 100, durationMs: 30_000 },
  signals: false,
  deploys: false,
  deeds: ({ bots, rampMs }) => bots.map((bot) => ({ atMs: rampMs + 2000, bot, act: 'cut' })),
};
