import { setTimeout as delay } from 'node:timers/promises';
import { closeName } from '@cline-meet/protocol';
import { Random } from '../apps/loadtest/src/random.ts';
import { breakThing, loseSome, type Scene } from './break-things.ts';
import type { House } from './house.ts';
import { Meeting } from './meeting.ts';
import type { Schedule } from './schedule.ts';
import { settle } from './settle.ts';
import { brokenPromises } from './verdict.ts';

export interface Outcome {
  readonly seed: number;
  /** Empty where all is well. */
  readonly broken: readonly string[];
  readonly settledMs: number;
  readonly tookMs: number;
  /** Messages acknowledged in the epochs that lasted. */
  readonly acknowledged: number;
  /** How often servers and networks closed sockets, by the name of the code; `lost` where there was none. */
  readonly closes: Readonly<Record<string, number>>;
}

/** Whatever hangs must not hang the run. */
const LIMIT_MS = 120_000;

/** Plays one schedule in a house of which all works, and judges what everyone saw. The house is well again after. */
export async function runSchedule(house: House, schedule: Schedule): Promise<Outcome> {
  const startedAtMs = Date.now();
  const meetings = meetingsOf(house, schedule);
  const outcome = { seed: schedule.seed, broken: [] as string[], settledMs: 0, acknowledged: 0 };
  try {
    const played = play(house, schedule, meetings, outcome);
    await Promise.race([
      played,
      delay(LIMIT_MS, null, { ref: false }).then(() => Promise.reject(new Error('it hangs'))),
    ]);
  } catch (error) {
    outcome.broken.push((error as Error).stack ?? String(error));
  }
  await Promise.all(meetings.map((meeting) => meeting.end()));
  for (const index of house.fallen) outcome.broken.push(`server ${index} ended, and nobody had asked it to`);
  return { ...outcome, closes: closesOf(meetings), tookMs: Date.now() - startedAtMs };
}

function closesOf(meetings: readonly Meeting[]): Record<string, number> {
  const closes: Record<string, number> = {};
  const traces = meetings.flatMap(({ people }) => people.flatMap(({ stays }) => stays.map(({ trace }) => trace)));
  for (const entry of traces.flat()) {
    if (entry.kind !== 'closed') continue;
    const name = closeName(entry.code) ?? 'lost';
    closes[name] = (closes[name] ?? 0) + 1;
  }
  return closes;
}

function meetingsOf(house: House, { seed, rooms }: Schedule): Meeting[] {
  let people = 0;
  const newAddress = () => addressOf(seed, ++people);
  return rooms.map(
    (plan, index) => new Meeting(house, plan, `${'ABC'[index]}`, newAddress, new Random(seed * 10 + index)),
  );
}

/** Loopback has sixteen million addresses: everyone gets one that no other schedule has used of late. */
function addressOf(seed: number, number: number): string {
  return `127.${1 + (seed % 250)}.${Math.floor(seed / 250) % 256}.${number}`;
}

async function play(
  house: House,
  schedule: Schedule,
  meetings: Meeting[],
  outcome: { broken: string[]; settledMs: number; acknowledged: number },
): Promise<void> {
  await Promise.all(meetings.map((meeting, index) => meeting.begin(schedule.rooms[index]?.waitingRoom ?? false)));
  loseSome(house);
  let wipes = 0;
  const scene: Scene = {
    house,
    people: meetings.flatMap(({ people }) => people),
    wiped: () => {
      wipes += 1;
    },
  };
  const deeds = schedule.rooms.flatMap((room, index) =>
    room.deeds.map((deed) => at(deed.atMs, async () => meetings[index]?.do(deed))),
  );
  const faults = schedule.faults.map((fault) => at(fault.atMs, () => breakThing(scene, fault)));
  await Promise.all([...deeds, ...faults]);
  const settledAtMs = Date.now();
  const kinds = schedule.faults.map(({ kind }) => kind);
  for (const [index, meeting] of meetings.entries()) {
    const observer = await settle(meeting, kinds, addressOf(schedule.seed, 100 + index));
    const verdict = brokenPromises(meeting, observer, wipes);
    outcome.broken.push(...verdict.broken);
    outcome.acknowledged += verdict.acknowledged;
    await observer.close();
  }
  outcome.settledMs = Date.now() - settledAtMs;
}

async function at(ms: number, act: () => Promise<void>): Promise<void> {
  await delay(ms);
  await act();
}
