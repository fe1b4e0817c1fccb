import { mixedDeeds, type Rates } from './mixed-deeds.ts';
import type { Scenario } from './scenario.ts';

/** Of one person, in an hour: livelier than most meetings are. */
const rates: Rates = {
  chat: 120,
  turn_microphone: 60,
  raise_hand: 20,
  react: 60,
  leave: 10,
  mute_everyone: 2,
};

/** Meetings as they are, with all that a mesh of browsers says to each other. */
export const meetingMix: Scenario = {
  name: 'meeting-mix',
  about: 'chat, microphones, hands, reactions, mutes, people who leave and return, and the signals of a full mesh',
  defaults: { connections: 500, roomSize: 5, joinsPerSecond: 50, durationMs: 60_000 },
  signals: true,
  deploys: false,
  deeds: (crowd, random) => mixedDeeds(crowd, rates, random),
};
