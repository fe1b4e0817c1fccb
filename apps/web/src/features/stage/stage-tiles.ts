import type { ConnectionId, Participant } from '@cline-meet/protocol';

/** Something on the stage: a person, or the screen that a person presents. `id` never changes while it is shown. */
export interface Tile {
  id: string;
  kind: 'person' | 'screen';
  participant: Participant;
  own: boolean;
}

export interface ArrangedTiles {
  featured: Tile[];
  others: Tile[];
  /** The own picture, where it floats over the stage. */
  floating: Tile | null;
}

/** Every tile of a room in order of joining, a person's screen before the person, oneself last. */
export function listTiles(participants: readonly Participant[], selfId: ConnectionId | null): Tile[] {
  const own = participants.filter((each) => each.connectionId === selfId);
  const others = participants.filter((each) => each.connectionId !== selfId);
  return [...others, ...own].flatMap((participant) => tilesOf(participant, participant.connectionId === selfId));
}

/**
 * What is shown large: the pinned tile, else the screens that others present; one's own, large, would mirror itself
 * without end. With one other tile the own picture floats.
 */
export function arrangeTiles(tiles: readonly Tile[], pinnedTile: string | null): ArrangedTiles {
  const pinned = tiles.filter((tile) => tile.id === pinnedTile);
  const featured = pinned.length > 0 ? pinned : tiles.filter((tile) => tile.kind === 'screen' && !tile.own);
  const others = tiles.filter((tile) => !featured.includes(tile));
  const floating =
    featured.length === 0 && others.length === 2
      ? (others.find((tile) => tile.own && tile.kind === 'person') ?? null)
      : null;
  return { featured, others: others.filter((tile) => tile !== floating), floating };
}

function tilesOf(participant: Participant, own: boolean): Tile[] {
  const person: Tile = { id: `person:${participant.connectionId}`, kind: 'person', participant, own };
  if (!participant.screenShare) return [person];
  return [{ id: `screen:${participant.connectionId}`, kind: 'screen', participant, own }, person];
}
