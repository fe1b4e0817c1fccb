import type { Random } from '../apps/loadtest/src/random.ts';
import type { House } from './house.ts';
import { Person } from './person.ts';
import type { Deed, RoomPlan } from './schedule.ts';
import { waitFor } from './wait-for.ts';

const ENTER_LIMIT_MS = 15_000;

/** The people of one room, and what they do. */
export class Meeting {
  readonly people: readonly Person[];
  readonly #house: House;
  #code = '';

  constructor(house: House, plan: RoomPlan, name: string, newAddress: () => string, random: Random) {
    this.#house = house;
    this.people = plan.people.map(
      (door, index) =>
        new Person({
          name: `${name}${index === 0 ? ' host' : index}`,
          localAddress: newAddress(),
          gatewayPort: house.port,
          hubPort: door === 'balancer' ? house.port : house.hubPort(door),
          random: random.next,
        }),
    );
  }

  get host(): Person {
    const [host] = this.people;
    if (!host) throw new Error('a meeting has a host');
    return host;
  }

  get here(): Person[] {
    return this.people.filter(({ isHere }) => isHere);
  }

  /** Everyone signs in and comes, the host first. */
  async begin(waitingRoom: boolean): Promise<void> {
    await Promise.all(this.people.map((person) => person.signIn()));
    this.#code = await this.host.createRoom(waitingRoom);
    for (const person of this.people) await person.come(this.#code);
    await waitFor('everyone is in', () => this.people.every(isInside), ENTER_LIMIT_MS);
  }

  /** Does it where it can be done: who is away or not inside does nothing. */
  async do({ person: index, act, on }: Deed): Promise<void> {
    const person = this.people[index];
    if (!person || person.hasVanished) return;
    if (act === 'come_or_go') return this.#comeOrGo(person);
    if (!isInside(person)) return;
    if (act === 'chat') person.chat();
    else if (act === 'raise_hand') person.raiseHand(on);
    else if (act === 'microphone') person.turnMicrophone(on);
    else if (person === this.host) person.muteEveryone();
    else person.chat();
  }

  /** Someone new, who has seen nothing of what happened. */
  async observer(address: string): Promise<Person> {
    const { port } = this.#house;
    const options = { name: 'observer', localAddress: address, gatewayPort: port, hubPort: port, random: Math.random };
    const observer = new Person(options);
    await observer.signIn();
    await observer.come(this.#code);
    await waitFor('the observer is in', () => isInside(observer), ENTER_LIMIT_MS);
    return observer;
  }

  async end(): Promise<void> {
    await Promise.all(this.people.map((person) => person.close()));
  }

  /** The host stays: who would let in the others? */
  async #comeOrGo(person: Person): Promise<void> {
    if (person === this.host) return;
    if (person.isHere) person.leave();
    // A door that is shut for the moment is tried again later.
    else await person.come(this.#code).catch(() => {});
  }
}

export function isInside(person: Person): boolean {
  return person.state?.phase.name === 'joined';
}
