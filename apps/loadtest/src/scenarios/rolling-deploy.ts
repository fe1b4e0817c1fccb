import { mixedDeeds } from './mixed-deeds.ts';
import type { Scenario } from './scenario.ts';

/** A new version comes while people chat: every server is replaced, one after the other. */
export const rollingDeploy: Scenario = {
  name: 'rolling-deploy',
  about: 'people chat while every server is stopped and started again, one after the other',
  defaults: { connections: 300, roomSize: 5, joinsPerSecond: 50, durationMs: 20_000 },
  signals: false,
  deploys: true,
  deeds: (crowd, random) => mixedDeeds(crowd, { chat: 240 }, random),
};
