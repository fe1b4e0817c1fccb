import type { MediaState, RoomCode } from '@cline-meet/protocol';
import type { SavedPlace } from '@cline-meet/sdk';

/** What a tab keeps to come back as itself after a reload: its place, and which devices were on. */
export interface KeptPlace {
  place: SavedPlace;
  media: MediaState;
  /** Whether media was encrypted end to end: without its key there is no way back. */
  encrypted?: boolean;
}

const key = (code: RoomCode) => `cline-meet.place.${code}`;

/** What this tab kept for a room; null where it was not in it. A duplicated tab finds its original's. */
export function keptPlace(code: RoomCode): KeptPlace | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key(code)) ?? 'null');
    return isKeptPlace(kept) ? kept : null;
  } catch {
    return null;
  }
}

/** Keeps the place for a reload; null forgets it. */
export function keepPlace(code: RoomCode, kept: KeptPlace | null): void {
  try {
    if (kept) sessionStorage.setItem(key(code), JSON.stringify(kept));
    else sessionStorage.removeItem(key(code));
  } catch {
    // Storage is blocked or full: a reload then joins as a newcomer.
  }
}

const lockName = (connectionId: string) => `cline-meet.place.${connectionId}`;

/**
 * What this tab may come back to without being asked. A duplicated tab may not take its original's place, which the
 * browser copied for it: it forgets the copy.
 */
export async function ownKeptPlace(code: RoomCode): Promise<KeptPlace | null> {
  const kept = keptPlace(code);
  if (!kept || !('locks' in navigator)) return kept;
  const { held = [] } = await navigator.locks.query();
  if (!held.some(({ name }) => name === lockName(kept.place.connectionId))) return kept;
  keepPlace(code, null);
  return null;
}

/**
 * Claims a connection for this tab until the tab is closed, or `release` aborts. False where another tab holds it: the
 * browser copies sessionStorage into a duplicated tab, and that one must not push its original out of the room.
 * Where the browser has no locks (insecure origins) every claim succeeds.
 */
export function claimPlace(connectionId: string, release: AbortSignal): Promise<boolean> {
  if (!('locks' in navigator)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const held = navigator.locks.request(lockName(connectionId), { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      if (!lock || release.aborted) return;
      return new Promise<void>((done) => release.addEventListener('abort', () => done(), { once: true }));
    });
    held.catch(() => resolve(true));
  });
}

function isKeptPlace(kept: unknown): kept is KeptPlace {
  if (typeof kept !== 'object' || kept === null || !('place' in kept) || !('media' in kept)) return false;
  const { place, media } = kept as { place: unknown; media: unknown };
  return hasStrings(place, ['roomId', 'connectionId', 'resumeToken']) && typeof media === 'object' && media !== null;
}

function hasStrings(value: unknown, names: string[]): boolean {
  return (
    typeof value === 'object' && value !== null && names.every((name) => typeof Reflect.get(value, name) === 'string')
  );
}
