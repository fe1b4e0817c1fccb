import type { MediaSource } from '@cline-meet/protocol';
import type { RemoteMedia } from './session-state.ts';

/** The same tracks, and flowing as well. */
export function isSameMedia(one: RemoteMedia, other: RemoteMedia): boolean {
  const sources = new Set([...Object.keys(one.tracks), ...Object.keys(other.tracks)]) as Set<MediaSource>;
  return one.status === other.status && [...sources].every((source) => one.tracks[source] === other.tracks[source]);
}
