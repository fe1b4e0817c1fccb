import type { RoomCode, RoomDetails } from '@cline-meet/protocol';
import { useCallback, useEffect, useState } from 'react';
import { fetchRoom } from '../../api/client.ts';
import { type ApiFailure, asFailure } from '../../api/failure.ts';

/** How often the green room asks who is inside. */
const REFRESH_MS = 10_000;

export type RoomLookup =
  | { status: 'loading' }
  | { status: 'ready'; details: RoomDetails }
  | { status: 'failed'; failure: ApiFailure };

/** Looks a room up and keeps the answer fresh while the page is seen; `reload` looks it up from the start. */
export function useRoomDetails(code: RoomCode): { lookup: RoomLookup; reload: () => void } {
  const [lookup, setLookup] = useState<RoomLookup>({ status: 'loading' });
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another try is what starts again.
  useEffect(() => {
    let stale = false;
    const look = async () => {
      const next = await lookUp(code);
      if (!stale) setLookup((before) => (keepsBefore(before, next) ? before : next));
    };
    void look();
    const timer = setInterval(() => document.visibilityState === 'visible' && void look(), REFRESH_MS);
    return () => {
      stale = true;
      clearInterval(timer);
    };
  }, [code, tries]);
  const reload = useCallback(() => {
    setLookup({ status: 'loading' });
    setTries((count) => count + 1);
  }, []);
  return { lookup, reload };
}

async function lookUp(code: RoomCode): Promise<RoomLookup> {
  try {
    return { status: 'ready', details: await fetchRoom(code) };
  } catch (error) {
    return { status: 'failed', failure: asFailure(error) };
  }
}

/** A server that is away for a moment takes nothing from who is preparing; a room that ended does. */
function keepsBefore(before: RoomLookup, next: RoomLookup): boolean {
  return before.status === 'ready' && next.status === 'failed' && !next.failure.code.startsWith('room_');
}
