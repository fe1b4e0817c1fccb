import type { ConnectionId } from '@cline-meet/protocol';
import type { Tile } from './stage-tiles.ts';

export interface SpeakerOrder {
  /** The tiles' ids as they were ordered before. */
  former: readonly Tile['id'][];
  /** The tiles of which a page shows so many at a time. */
  paged: readonly Tile[];
  perPage: number;
  /** Who spoke last, the latest first. */
  speakers: readonly ConnectionId[];
}

/**
 * All tiles, with those on the first page who spoke last. Each comes there in the place of the last one who did not speak,
 * and nobody else moves: faces keep their places while people take turns. Pure, and the same again when done twice.
 */
export function bringSpeakersForward(tiles: readonly Tile[], { former, paged, perPage, speakers }: SpeakerOrder) {
  const ordered = inFormerOrder(tiles, former);
  const spoke = new Set(speakers.slice(0, perPage));
  const isSpeaker = ({ kind, own, participant }: Tile) =>
    kind === 'person' && !own && spoke.has(participant.connectionId);
  const entries = [...ordered.entries()].filter(([, tile]) => paged.includes(tile));
  const free = entries.slice(0, perPage).filter(([, tile]) => !isSpeaker(tile));
  for (const [index, tile] of entries.slice(perPage)) {
    const place = isSpeaker(tile) ? free.pop() : undefined;
    if (place) [ordered[place[0]], ordered[index]] = [tile, place[1]];
  }
  return ordered;
}

/** Who is new comes after all others, and one's own tiles stay last. */
function inFormerOrder(tiles: readonly Tile[], former: readonly Tile['id'][]): Tile[] {
  const places = new Map(former.map((id, index) => [id, index]));
  const placeOf = ({ id, own }: Tile) => (own ? former.length + 1 : (places.get(id) ?? former.length));
  return [...tiles].sort((one, other) => placeOf(one) - placeOf(other));
}
