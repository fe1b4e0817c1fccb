import { idle } from './idle.ts';
import { joinStorm } from './join-storm.ts';
import { meetingMix } from './meeting-mix.ts';
import { reconnectHerd } from './reconnect-herd.ts';
import { rollingDeploy } from './rolling-deploy.ts';
import type { Scenario } from './scenario.ts';

/** Every scenario there is. */
export const scenarios: readonly Scenario[] = [idle, joinStorm, meetingMix, reconnectHerd, rollingDeploy];
