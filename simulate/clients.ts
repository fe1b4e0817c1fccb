import type { Random } from '../apps/loadtest/src/random.ts';
import type { Agenda } from './agenda.ts';
import type { Balancer } from './balancer.ts';
import { nextAttempt, waitMs } from './client-rules.ts';
import { Histogram } from './histogram.ts';
import type { HubPod } from './hub-pod.ts';
import type { Population } from './population.ts';
import { Timeline } from './timeline.ts';

export const NOWHERE = -1;
/** Between a client and the house, there and back. */
export const ROUND_TRIP_MS = 50;
/** How long a socket may take to open. */
const OPEN_TIMEOUT_MS = 10_000;

const step = { idle: 0, unaware: 1, trying: 2, arriving: 3, entering: 4 } as const;

export interface ClientsOptions {
  readonly population: Population;
  readonly balancer: Balancer;
  /** Each at its number. */
  readonly pods: readonly HubPod[];
  readonly agenda: Agenda;
  readonly random: Random;
}

/**
 * All people's clients. Who is here has a pod; who is away tries to come back; who moves has a pod and tries for another.
 * Each waits for one thing at most.
 */
export class Clients {
  readonly podOf: Int32Array;
  readonly outages = new Histogram();
  readonly moves = new Histogram();
  readonly seats = new Timeline();
  readonly tries = new Timeline();
  losses = 0;
  away = 0;
  /** Who was told when to come again, and is to come yet; and the most there were. */
  waiting = 0;
  mostWaiting = 0;
  seated: (person: number, pod: HubPod) => void = () => {};
  readonly #options: ClientsOptions;
  readonly #step: Uint8Array;
  readonly #dueAtMs: Float64Array;
  readonly #nextPod: Int32Array;
  readonly #isPutOff: Uint8Array;
  readonly #attempt: Uint32Array;
  readonly #sinceMs: Float64Array;
  readonly #provedAtMs: Float64Array;

  constructor(options: ClientsOptions) {
    const { people } = options.population;
    this.#options = options;
    this.podOf = new Int32Array(people).fill(NOWHERE);
    this.#step = new Uint8Array(people);
    this.#dueAtMs = new Float64Array(people);
    this.#nextPod = new Int32Array(people);
    this.#isPutOff = new Uint8Array(people);
    this.#attempt = new Uint32Array(people);
    this.#sinceMs = new Float64Array(people);
    this.#provedAtMs = new Float64Array(people).fill(Number.NEGATIVE_INFINITY);
  }

  /** Gives everyone a place, as of long ago. Who finds none stays out of what follows; answers how many. */
  settle(): number {
    let turnedAway = 0;
    for (let person = 0; person < this.podOf.length; person += 1) {
      const { pod } = this.#route(person);
      if (pod) {
        pod.sockets += 1;
        this.#sit(person, pod);
      } else turnedAway += 1;
    }
    return turnedAway;
  }

  /** The person's connection is gone, and the client notices after a while. */
  lose(person: number, noticedAfterMs: number): void {
    const now = this.#options.agenda.now();
    this.#leavePod(person);
    if (this.#step[person] === step.entering) this.#pod(this.#nextPod[person]).sockets -= 1;
    this.#comesAgain(person);
    this.losses += 1;
    this.away += 1;
    this.#sinceMs[person] = now;
    this.#wait(person, step.unaware, now + noticedAfterMs);
  }

  /** The client opens another socket after a while, and keeps the one it has until it has the place there. */
  move(person: number, delayMs: number): void {
    const atMs = this.#options.agenda.now() + delayMs;
    this.#sinceMs[person] = atMs;
    this.#attempt[person] = 0;
    this.#wait(person, step.trying, atMs);
  }

  /** What the agenda says of a person: nothing where something else has come in between. */
  happen = (person: number): void => {
    const now = this.#options.agenda.now();
    if (this.#dueAtMs[person] !== now) return;
    switch (this.#step[person]) {
      case step.unaware:
        this.#retry(person, now, null);
        break;
      case step.trying:
        this.#try(person, now);
        break;
      case step.arriving:
        this.#arrive(person, this.#pod(this.#nextPod[person]), now);
        break;
      case step.entering:
        this.#enter(person, this.#pod(this.#nextPod[person]), now);
    }
  };

  #try(person: number, now: number): void {
    this.#comesAgain(person);
    this.tries.add(now);
    const { pod, delayMs } = this.#route(person);
    if (pod === null && delayMs === 0) this.#retryInVain(person, now + ROUND_TRIP_MS);
    else if (pod === null) this.#retry(person, now + Math.min(delayMs, OPEN_TIMEOUT_MS) + ROUND_TRIP_MS, null);
    else if (delayMs === 0) this.#arrive(person, pod, now);
    else {
      this.#nextPod[person] = pod.number;
      this.#wait(person, step.arriving, now + delayMs);
    }
  }

  #arrive(person: number, pod: HubPod, now: number): void {
    const answer = pod.hasRoom ? pod.join(now) : null;
    if (answer === null) this.#retry(person, now + ROUND_TRIP_MS, null);
    else if ('seatedAtMs' in answer) {
      this.#nextPod[person] = pod.number;
      this.#wait(person, step.entering, answer.seatedAtMs + ROUND_TRIP_MS);
    } else {
      this.#isPutOff[person] = 1;
      this.waiting += 1;
      this.mostWaiting = Math.max(this.mostWaiting, this.waiting);
      this.#retry(person, now + ROUND_TRIP_MS, answer.retryAfterMs);
    }
  }

  #enter(person: number, pod: HubPod, now: number): void {
    const isMove = this.podOf[person] !== NOWHERE;
    if (isMove) this.#leavePod(person);
    else this.away -= 1;
    (isMove ? this.moves : this.outages).add(now - (this.#sinceMs[person] as number));
    this.seats.add(now);
    this.#provedAtMs[person] = now;
    this.#step[person] = step.idle;
    this.#sit(person, pod);
    this.seated(person, pod);
  }

  #retry(person: number, failedAtMs: number, retryAfterMs: number | null): void {
    this.#wait(person, step.trying, failedAtMs + this.#nextWaitMs(person, failedAtMs, retryAfterMs));
  }

  /**
   * All hubs that the balancer asks for this room were full. Hubs only fill up until the house changes, so that further
   * tries would find the same: those before the next change are counted at once, and are no events.
   */
  #retryInVain(person: number, failedAtMs: number): void {
    const { nextCallAtMs } = this.#options.agenda;
    let atMs = failedAtMs + this.#nextWaitMs(person, failedAtMs, null);
    while (atMs < nextCallAtMs && nextCallAtMs < Number.POSITIVE_INFINITY) {
      this.tries.add(atMs);
      atMs += ROUND_TRIP_MS;
      atMs += this.#nextWaitMs(person, atMs, null);
    }
    this.#wait(person, step.trying, atMs);
  }

  #nextWaitMs(person: number, failedAtMs: number, retryAfterMs: number | null): number {
    const isMove = this.podOf[person] !== NOWHERE;
    const provedAtMs = this.#provedAtMs[person] as number;
    const provedForMs = isMove || Number.isNaN(provedAtMs) ? null : failedAtMs - provedAtMs;
    const attempt = nextAttempt(this.#attempt[person] as number, provedForMs);
    this.#attempt[person] = attempt;
    if (!isMove) this.#provedAtMs[person] = Number.NaN;
    return waitMs(attempt, retryAfterMs, this.#options.random.next);
  }

  #wait(person: number, next: number, atMs: number): void {
    this.#step[person] = next;
    this.#dueAtMs[person] = atMs;
    this.#options.agenda.personAt(atMs, person);
  }

  #route(person: number) {
    const { population, balancer } = this.#options;
    return balancer.route(population.placeOf[population.roomOf[person] as number] as number);
  }

  #comesAgain(person: number): void {
    if (this.#isPutOff[person] === 0) return;
    this.#isPutOff[person] = 0;
    this.waiting -= 1;
  }

  #sit(person: number, pod: HubPod): void {
    this.podOf[person] = pod.number;
  }

  #leavePod(person: number): void {
    const number = this.podOf[person] as number;
    if (number === NOWHERE) return;
    this.#pod(number).sockets -= 1;
    this.podOf[person] = NOWHERE;
  }

  #pod(number: number | undefined): HubPod {
    const pod = this.#options.pods[number ?? NOWHERE];
    if (!pod) throw new RangeError(`there is no pod ${number}`);
    return pod;
  }
}
