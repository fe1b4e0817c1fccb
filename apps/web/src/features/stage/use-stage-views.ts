import { useEffect, useSyncExternalStore } from 'react';
import { useMeeting } from '../../session/meeting-store.ts';
import type { Tile } from './stage-tiles.ts';
import { viewsOf } from './stage-views.ts';
import type { Rect } from './tile-layout.ts';

/** Tells the session what is on the screen, so that nothing else need be sent here: nothing at all to a hidden tab. */
export function useStageViews(places: ReadonlyMap<Tile, Rect>): void {
  const session = useMeeting((meeting) => meeting.session);
  const hidden = useSyncExternalStore(subscribeVisibility, () => document.hidden);
  const views = hidden ? new Map() : viewsOf(places, devicePixelRatio);
  const seen = JSON.stringify([...views]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the views are another map at each drawing, `seen` is what is in them
  useEffect(() => {
    session?.show(views);
  }, [session, seen]);
}

function subscribeVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}
