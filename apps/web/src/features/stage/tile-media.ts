import { useMeeting } from '../../session/meeting-store.ts';
import type { Tile } from './stage-tiles.ts';

/** The track that a tile shows, or null where there is no picture. */
export function useTileTrack({ kind, own, participant }: Tile): MediaStreamTrack | null {
  return useMeeting(({ devices, screen, remoteMedia }) => {
    if (own && kind === 'screen') return screen?.video ?? null;
    if (own) return devices?.camera.status === 'on' ? devices.camera.track : null;
    const tracks = remoteMedia.get(participant.connectionId)?.tracks;
    if (kind === 'screen') return tracks?.screen ?? null;
    return participant.camera ? (tracks?.camera ?? null) : null;
  });
}

/** What keeps a person's media from coming through; null while all is well. */
export function useTileTrouble({
  own,
  participant,
}: Tile): 'reconnecting' | 'connecting' | 'mediaFailed' | 'otherKey' | null {
  return useMeeting(({ remoteMedia, unreadable }) => {
    if (own) return null;
    if (participant.connection === 'reconnecting') return 'reconnecting';
    const status = remoteMedia.get(participant.connectionId)?.status;
    if (status === 'interrupted') return 'reconnecting';
    if (status === 'failed') return 'mediaFailed';
    if (status === 'connecting') return 'connecting';
    return unreadable.has(participant.connectionId) ? 'otherKey' : null;
  });
}
