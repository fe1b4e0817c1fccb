import type { ConnectionId, Participant } from '@cline-meet/protocol';
import { expect, test } from 'vitest';
import { bringSpeakersForward } from './speaker-order.ts';
import { arrangeTiles, listTiles } from './stage-tiles.ts';

const me = 'me' as ConnectionId;
const names = ['ada', 'bob', 'cyd', 'dan', 'eve', 'me'];
const person = (name: string, presents = false) =>
  ({
    connectionId: name as ConnectionId,
    name,
    screenShare: presents ? { startedAt: '2026-01-31T09:00:00.000Z', withAudio: false } : null,
  }) as Participant;

/** A stage of three a page that is shown again and again. */
function stage() {
  let former: string[] = [];
  return (speakers: string[], people = names.map((name) => person(name)), pinned: string | null = null) => {
    const tiles = listTiles(people, me);
    const paged = arrangeTiles(tiles, pinned).others;
    const order = { former, paged, perPage: 3, speakers: speakers as ConnectionId[] };
    const ordered = bringSpeakersForward(tiles, order);
    former = ordered.map(({ id }) => id);
    expect(bringSpeakersForward(tiles, { ...order, former })).toEqual(ordered);
    return arrangeTiles(ordered, pinned).others.map(({ participant }) => participant.name);
  };
}

test('who speaks on a later page takes the place of the last on the first who did not', () => {
  const show = stage();
  expect(show([])).toEqual(names);
  expect(show(['dan'])).toEqual(['ada', 'bob', 'dan', 'cyd', 'eve', 'me']);
  expect(show(['eve', 'dan'])).toEqual(['ada', 'eve', 'dan', 'cyd', 'bob', 'me']);
});

test('nobody moves while people on the first page take turns', () => {
  const show = stage();
  const shown = show(['dan', 'ada']);
  expect(show(['ada', 'dan'])).toEqual(shown);
  expect(show([])).toEqual(shown);
});

test('a page has room for those who spoke last, and keeps its own speakers before them', () => {
  const show = stage();
  expect(show(['ada', 'eve', 'dan', 'cyd']).slice(0, 3)).toEqual(['ada', 'eve', 'dan']);
  expect(show(['cyd', 'ada', 'eve', 'dan']).slice(0, 3)).toEqual(['ada', 'eve', 'cyd']);
});

test('one who comes is after the others and before oneself; one who was pinned returns to the former place', () => {
  const show = stage();
  const before = show(['dan']);
  const people = [...names, 'fay'].map((name) => person(name));
  expect(show([], people)).toEqual([...before.slice(0, -1), 'fay', 'me']);
  expect(show([], people, 'person:ada')).not.toContain('ada');
  expect(show([], people)[0]).toBe('ada');
});

test('screens are nobody who speaks, and a stage that fits one page keeps its order', () => {
  const show = stage();
  const presenting = [person('ada'), person('bob'), person('cyd'), person('me', true)];
  expect(show(['me', 'cyd'], presenting)).toEqual(['ada', 'bob', 'cyd', 'me', 'me']);
  expect(stage()(['bob'], [person('ada'), person('bob'), person('me')])).toEqual(['ada', 'bob', 'me']);
});
