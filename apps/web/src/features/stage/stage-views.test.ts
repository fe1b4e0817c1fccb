import type { ConnectionId, Participant } from '@cline-meet/protocol';
import { expect, test } from 'vitest';
import type { Tile } from './stage-tiles.ts';
import { viewsOf } from './stage-views.ts';

const participant = (id: string) => ({ connectionId: id as ConnectionId }) as Participant;
const tile = (kind: Tile['kind'], id: string, own = false): Tile => ({
  id: `${kind}:${id}`,
  kind,
  participant: participant(id),
  own,
});
const rect = (width: number, height: number) => ({ x: 0, y: 0, width, height });

test('a picture is asked for as wide as its tile, in device pixels', () => {
  expect(viewsOf(new Map([[tile('person', 'ann'), rect(640, 360)]]), 2)).toEqual(new Map([['ann', { camera: 1280 }]]));
});

test('a camera in a tall tile is asked for as wide as it must be to cover it', () => {
  expect(viewsOf(new Map([[tile('person', 'ann'), rect(200, 360)]]), 1)).toEqual(new Map([['ann', { camera: 640 }]]));
});

test('a screen and its person are one view', () => {
  const places = new Map([
    [tile('screen', 'ann'), rect(1000, 700)],
    [tile('person', 'ann'), rect(224, 126)],
  ]);
  expect(viewsOf(places, 1)).toEqual(new Map([['ann', { screen: 1000, camera: 224 }]]));
});

test('nothing is asked for of oneself', () => {
  expect(viewsOf(new Map([[tile('person', 'me', true), rect(640, 360)]]), 1)).toEqual(new Map());
});
