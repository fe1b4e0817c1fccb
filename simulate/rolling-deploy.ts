import type { RoomId } from '@cline-meet/protocol';
import { Drain, type Movable } from '../apps/server/src/hub/drain.ts';
import { Messages } from '../apps/server/src/hub/messages.ts';
import { NOWHERE } from './clients.ts';
import { House, type HouseOptions } from './house.ts';
import type { HubPod } from './hub-pod.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { membersByPod } from './steady-state.ts';

const LONGEST_MS = 14_400_000;
const AFTERMATH_MS = 60_000;

export interface Deploy extends Outcome {
  readonly tookMs: number;
  /** Rooms whose people are on several pods when all is done, of all rooms. */
  readonly splitRooms: number;
  readonly rooms: number;
}

/** Every pod is replaced, as a Deployment does it: some more at a time, and an old one goes for each that is ready. */
export function rollingDeploy(options: HouseOptions, pods: number): Deploy {
  const house = new House(options, pods);
  const rollout = new Rollout(house);
  house.agenda.at(0, () => rollout.proceed());
  house.run(LONGEST_MS, () => rollout.isOver);
  const { population } = options;
  const split = population.roomIds.filter((_, room) => {
    const members = membersByPod(population, house.clients.podOf, room);
    return members.size > 1;
  });
  return {
    ...outcomeOf(house, options.rules.graceMs),
    tookMs: rollout.endedAtMs,
    splitRooms: split.length,
    rooms: population.roomIds.length,
  };
}

/** Nobody is told how to reach their peers here. */
const noIce = { ttlSeconds: null, forUser: () => ({ iceServers: [], iceTransportPolicy: 'all' as const }) };

class Rollout {
  endedAtMs = 0;
  readonly #house: House;
  readonly #wanted: number;
  readonly #old: HubPod[];
  readonly #messages: Messages;
  readonly #drains = new Map<HubPod, Drain>();
  #created = 0;
  #ended = 0;
  #available = 0;

  constructor(house: House) {
    this.#house = house;
    this.#wanted = house.pods.length;
    this.#old = [...house.pods];
    this.#messages = new Messages(house.agenda, noIce);
    house.clients.seated = (person, pod) => this.#drains.get(pod)?.tell([this.#movable(person)]);
  }

  /** All old pods are gone, and whoever they closed had a while to come back. */
  get isOver(): boolean {
    const { agenda, clients } = this.#house;
    const isDone = this.#old.length + this.#drains.size === 0 && this.#ended === this.#wanted;
    return isDone && (clients.away === 0 || agenda.now() > this.endedAtMs + AFTERMATH_MS);
  }

  /** Creates and ends what the strategy allows now. */
  proceed(): void {
    const { agenda, options } = this.#house;
    while (this.#old.length > 0 && this.#old.length + this.#available > this.#wanted)
      this.#terminate(this.#old.shift());
    const most = this.#wanted + Math.ceil(this.#wanted * options.rules.maxSurge);
    while (this.#created < this.#wanted && this.#old.length + this.#created < most) {
      this.#created += 1;
      this.#house.start(() => agenda.at(agenda.now() + options.rules.minReadyMs, () => this.#becameAvailable()));
    }
  }

  #becameAvailable(): void {
    this.#available += 1;
    this.proceed();
  }

  /** No longer among the endpoints at once; the process hears of it after the pause, and drains. */
  #terminate(pod: HubPod | undefined): void {
    if (!pod) return;
    const { agenda, balancer, options } = this.#house;
    balancer.remove(pod);
    agenda.at(agenda.now() + options.rules.preStopMs, () => this.#drain(pod));
  }

  #drain(pod: HubPod): void {
    const { agenda, options, random } = this.#house;
    pod.phase = 'draining';
    const drain = new Drain({
      windowMs: options.rules.drainMs,
      clock: agenda,
      random: random.next,
      messages: this.#messages,
    });
    this.#drains.set(pod, drain);
    drain.tell(this.#house.peopleOn([pod]).map((person) => this.#movable(person)));
    agenda.at(agenda.now() + drain.patienceMs, () => this.#end(pod));
  }

  /** Who did not move is closed, and comes back like anyone who lost a connection. */
  #end(pod: HubPod): void {
    const { agenda, clients } = this.#house;
    pod.phase = 'dead';
    this.#drains.delete(pod);
    for (const person of this.#house.peopleOn([pod])) clients.lose(person, 0);
    this.endedAtMs = agenda.now();
    this.#ended += 1;
  }

  #movable(person: number): Movable {
    const { clients, options } = this.#house;
    const { population } = options;
    return {
      roomId: population.roomIds[population.roomOf[person] ?? 0] as RoomId,
      actor: clients.podOf[person] === NOWHERE ? null : {},
      send: (message) => {
        if (message.type === 'move') clients.move(person, message.payload.delayMs);
      },
    };
  }
}
