import type { ConnectionId } from '@cline-meet/protocol';
import type { Views } from '@cline-meet/sdk';
import type { Tile } from './stage-tiles.ts';
import type { Rect } from './tile-layout.ts';

const CAMERA_ASPECT = 16 / 9;

/** How wide a picture of each of the others must be to fill its tile, in device pixels. */
export function viewsOf(places: ReadonlyMap<Tile, Rect>, pixelRatio: number): Views {
  const views = new Map<ConnectionId, { camera?: number; screen?: number }>();
  for (const [{ kind, own, participant }, { width, height }] of places) {
    if (own) continue;
    const view = views.get(participant.connectionId) ?? {};
    // A camera covers its tile, whose shape may be another; a screen fits into it.
    if (kind === 'person') view.camera = Math.round(Math.max(width, height * CAMERA_ASPECT) * pixelRatio);
    else view.screen = Math.round(width * pixelRatio);
    views.set(participant.connectionId, view);
  }
  return views;
}
