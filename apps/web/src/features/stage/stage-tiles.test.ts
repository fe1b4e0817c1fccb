import type { ConnectionId, Participant } from '@cline-meet/protocol';
import { expect, test } from 'vitest';
import { arrangeTiles, listTiles } from './stage-tiles.ts';

const person = (name: string, presenting = false) =>
  ({
    connectionId: name as ConnectionId,
    name,
    screenShare: presenting ? { startedAt: '2026-01-31T09:00:00.000Z', withAudio: false } : null,
  }) as Participant;
const me = 'me' as ConnectionId;
const ids = (tiles: { id: string }[]) => tiles.map((tile) => tile.id);
const arrange = (people: Participant[], pinned: string | null = null) => arrangeTiles(listTiles(people, me), pinned);

test('alone, one sees oneself in the grid', () => {
  expect(arrange([person('me')])).toMatchObject({ featured: [], floating: null, others: [{ id: 'person:me' }] });
});

test('in a call of two the own picture floats; with three it is in the grid, last', () => {
  const two = arrange([person('me'), person('ada')]);
  expect(two.floating?.id).toBe('person:me');
  expect(ids(two.others)).toEqual(['person:ada']);
  const three = arrange([person('me'), person('ada'), person('bob')]);
  expect(three.floating).toBeNull();
  expect(ids(three.others)).toEqual(['person:ada', 'person:bob', 'person:me']);
});

test('presented screens are large and their presenters stay among the others', () => {
  const { featured, others } = arrange([person('me'), person('ada', true), person('bob', true)]);
  expect(ids(featured)).toEqual(['screen:ada', 'screen:bob']);
  expect(ids(others)).toEqual(['person:ada', 'person:bob', 'person:me']);
});

test('the own screen is not large: presenting, one sees the others', () => {
  expect(arrange([person('me', true), person('ada'), person('bob')]).featured).toEqual([]);
});

test('a pinned tile alone is large, and a pin on who left is no pin', () => {
  expect(ids(arrange([person('me'), person('ada', true)], 'person:me').featured)).toEqual(['person:me']);
  expect(arrange([person('me'), person('ada')], 'person:bob').featured).toEqual([]);
});
