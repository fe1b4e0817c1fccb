import type { RoomId } from '@cline-meet/protocol';
import type { Random } from '../apps/loadtest/src/random.ts';
import { ringPlaceOf } from './hub-ring.ts';
import type { RoomSize } from './options.ts';

/** Who is in which meeting. The people of a room have numbers in a row. */
export interface Population {
  readonly people: number;
  readonly roomIds: readonly RoomId[];
  /** The number of a room's first person; one more entry ends the last room. */
  readonly firstOf: Int32Array;
  readonly roomOf: Int32Array;
  /** Of each room, on the balancer's ring. */
  readonly placeOf: Float64Array;
}

/** As many people as asked, in meetings whose sizes are drawn; the last meeting is cut to fit. */
export function populate(people: number, sizes: readonly RoomSize[], random: Random): Population {
  const roomIds: RoomId[] = [];
  const firsts: number[] = [];
  const roomOf = new Int32Array(people);
  for (let first = 0; first < people; ) {
    const size = Math.min(draw(sizes, random), people - first);
    roomOf.fill(roomIds.length, first, first + size);
    roomIds.push(uuid(random) as RoomId);
    firsts.push(first);
    first += size;
  }
  return {
    people,
    roomIds,
    firstOf: Int32Array.from([...firsts, people]),
    roomOf,
    placeOf: Float64Array.from(roomIds, (id) => ringPlaceOf(id)),
  };
}

function draw(sizes: readonly RoomSize[], random: Random): number {
  let left = random.next() * sizes.reduce((sum, { share }) => sum + share, 0);
  for (const { people, share } of sizes) {
    left -= share;
    if (left < 0) return people;
  }
  return sizes.at(-1)?.people ?? 1;
}

/** As room ids are: RFC 9562, version 4. */
function uuid(random: Random): string {
  const hex = Array.from({ length: 4 }, () =>
    Math.floor(random.next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
  const variant = (8 + (Number.parseInt(hex[16] ?? '0', 16) & 3)).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
