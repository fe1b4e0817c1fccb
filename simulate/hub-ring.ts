import { crc32 } from 'node:zlib';
import { fractionOf } from '../apps/server/src/cluster/hash.ts';

/** Hubs are numbered below this, and a place is one of so many: both together are exact in a number. */
const HUBS = 2 ** 12;
const GRAINS = 2 ** 40;

/**
 * How many places on the ring Envoy looks at for a room, the first included: each retry begins at the first and steps on
 * while it meets hubs that were asked, as often as Istio lets it (`hostSelectionRetryMaxAttempts`, which nobody can set).
 */
const PLACES_IN_REACH = 6;

/** Whether a hub takes who comes. */
export interface Asks {
  takes(hub: number): boolean;
}

const anyone: Asks = { takes: () => true };

/**
 * The ring of the balancer, which has each room's sockets go to one hub: Envoy's ring hash as deploy/k8s/components/istio
 * sets it up, `minimumRingSize` places shared equally. Its hash is xxHash64; here it is the server's own, which is as
 * even. HAProxy's `hash-type consistent` is a ring too.
 */
export class HubRing {
  readonly #placesPerHub: number;
  readonly #hubs: number[];
  readonly #asked: number[] = [];
  #at = new Float64Array();
  #hub = new Int32Array();
  /** By the first binary digits of a place, the first that is not before these: from there it is a step or two. */
  #firstFrom = new Int32Array();

  constructor(minimumRingSize: number, hubs: Iterable<number>) {
    this.#hubs = [...hubs];
    this.#placesPerHub = Math.ceil(minimumRingSize / this.#hubs.length);
    this.#build();
  }

  get hubs(): readonly number[] {
    return this.#hubs;
  }

  /**
   * The different hubs from a room's place on, until one is taken, `most` were asked, or there are no others in reach: a
   * balancer that was refused asks the next on the ring. Answers the hub that was taken, or null.
   */
  find(roomPlace: number, most: number, asks: Asks): number | null {
    const places = this.#hub.length;
    this.#asked.length = 0;
    for (
      let at = this.#firstAfter(roomPlace), step = 0;
      step < PLACES_IN_REACH && this.#asked.length < most;
      step += 1, at += 1
    ) {
      const hub = this.#hub[at % places] as number;
      if (this.#asked.includes(hub)) continue;
      if (asks.takes(hub)) return hub;
      this.#asked.push(hub);
    }
    return null;
  }

  #build(): void {
    // One number for a place and its hub, so that the machine's own sort of numbers does.
    const places = new Float64Array(this.#hubs.length * this.#placesPerHub);
    this.#hubs.forEach((hub, at) => {
      places.set(placesOf(hub, this.#placesPerHub), at * this.#placesPerHub);
    });
    places.sort();
    this.#at = new Float64Array(places.length);
    this.#hub = new Int32Array(places.length);
    for (let at = 0; at < places.length; at += 1) {
      const place = places[at] as number;
      this.#at[at] = Math.floor(place / HUBS) / GRAINS;
      this.#hub[at] = place % HUBS;
    }
    this.#index();
  }

  /** A power of two of entries, so that no rounding leads past a place. */
  #index(): void {
    const entries = 2 ** Math.ceil(Math.log2(this.#at.length));
    this.#firstFrom = new Int32Array(entries + 1).fill(this.#at.length);
    let entry = 0;
    for (let at = 0; at < this.#at.length; at += 1) {
      for (; entry <= (this.#at[at] as number) * entries; entry += 1) this.#firstFrom[entry] = at;
    }
  }

  #firstAfter(place: number): number {
    let at = this.#firstFrom[Math.floor(place * (this.#firstFrom.length - 1))] as number;
    while ((this.#at[at] as number) < place) at += 1;
    return at;
  }
}

/** Kept, for a hub's places are the same on every ring. Each is `grain * HUBS + hub`. */
const placesByHub = new Map<number, number[]>();

function placesOf(hub: number, count: number): number[] {
  const places = placesByHub.get(hub) ?? [];
  placesByHub.set(hub, places);
  for (let at = places.length; at < count; at += 1) {
    places.push(Math.floor(ringPlaceOf(`hub-${hub}`, `_${at}`) * GRAINS) * HUBS + hub);
  }
  return places.slice(0, count);
}

/** Where something stands on the ring, from 0 to 1. */
export function ringPlaceOf(name: string, suffix = ''): number {
  return fractionOf(name, suffix);
}

/** The original design's placement: `crc32(roomId) % len(serverList)`. */
export function hubByModulo(roomId: string, hubs: number): number {
  return crc32(roomId) % hubs;
}

export interface Moved {
  readonly rooms: number;
  readonly byRing: number;
  readonly byModulo: number;
}

/** How many rooms have another hub when a house of `before` hubs has `after`, the first ones staying. */
export function movedRooms(
  { roomIds, placeOf }: { readonly roomIds: readonly string[]; readonly placeOf: ArrayLike<number> },
  minimumRingSize: number,
  before: number,
  after: number,
): Moved {
  const numbers = (length: number) => Array.from({ length }, (_, hub) => hub);
  const rings = [before, after].map((hubs) => new HubRing(minimumRingSize, numbers(hubs)));
  const owner = (ring: HubRing | undefined, place: number) => ring?.find(place, 1, anyone);
  let [byRing, byModulo] = [0, 0];
  roomIds.forEach((id, room) => {
    const place = placeOf[room] ?? 0;
    if (owner(rings[0], place) !== owner(rings[1], place)) byRing += 1;
    if (hubByModulo(id, before) !== hubByModulo(id, after)) byModulo += 1;
  });
  return { rooms: roomIds.length, byRing, byModulo };
}
