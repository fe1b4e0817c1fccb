import { setTimeout as delay } from 'node:timers/promises';
import type { House } from './house.ts';
import type { Person } from './person.ts';
import type { Fault } from './schedule.ts';

const LOST_ALWAYS = 0.01;
const LOST_FOR_A_WHILE = 0.3;
/** Some 10 MB a second, for as long as it takes to fill what networks and balancers hold on the way. */
const FLOOD_STEP_MS = 50;
const FLOOD_STEP = 5;
const FLOOD_MS = 3500;

/** Where faults strike. */
export interface Scene {
  readonly house: House;
  readonly people: readonly Person[];
  /** Redis has lost all that it held. */
  wiped(): void;
}

/** One in a hundred of what is published is lost, whatever else happens. */
export function loseSome(house: House): void {
  house.lossyRedis.rate = LOST_ALWAYS;
}

/** Breaks something, and mends what an operator or the network would mend. Resolves when that is done. */
export async function breakThing(scene: Scene, { kind, which, lastsMs }: Fault): Promise<void> {
  const { house } = scene;
  const hub = which % house.hubs;
  switch (kind) {
    case 'kill_hub':
      return house.replaceHub(hub, lastsMs, 'kill');
    case 'drain_hub':
      return house.replaceHub(hub, lastsMs, 'drain');
    case 'pause_redis':
      house.redis.pause();
      await delay(lastsMs);
      return house.redis.resume();
    case 'empty_redis':
      await house.emptyRedis();
      return scene.wiped();
    case 'restart_redis':
      await house.restartRedis(lastsMs);
      return scene.wiped();
    case 'cut_redis':
      return house.lossyRedis.cut();
    case 'half_open_redis':
      return house.lossyRedis.freeze();
    case 'lose_messages':
      house.lossyRedis.rate = LOST_FOR_A_WHILE;
      await delay(lastsMs);
      return loseSome(house);
    case 'half_open_socket':
      return victim(scene, which)?.freeze();
    case 'slow_reader':
      return readSlowly(scene, which, lastsMs);
    case 'cut_socket':
      return victim(scene, which)?.cut();
    case 'vanish':
      return vanish(scene, which);
    default:
      kind satisfies never;
  }
}

function victim({ people }: Scene, which: number): Person | undefined {
  const here = people.filter((person) => person.isHere);
  return here[which % here.length];
}

/** Hosts stay: without them nobody would be let in. */
function vanish({ people }: Scene, which: number): void {
  const guests = people.filter((person) => person.isHere && person.self?.role === 'participant');
  guests[which % guests.length]?.vanish();
}

/** They read nothing while another sends them more than may wait. */
async function readSlowly({ people }: Scene, which: number, lastsMs: number): Promise<void> {
  const reader = victim({ people } as Scene, which);
  const id = reader?.state?.selfId;
  const room = reader?.state?.room?.roomId;
  const sender = people.find((person) => person !== reader && person.isHere && person.state?.room?.roomId === room);
  if (!reader || !id || !sender) return;
  reader.stopReading();
  for (let passedMs = 0; passedMs < FLOOD_MS + lastsMs; passedMs += FLOOD_STEP_MS) {
    sender.flood(id, FLOOD_STEP);
    await delay(FLOOD_STEP_MS);
  }
  reader.readAgain();
}
