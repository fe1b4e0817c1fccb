import type { ConnectionId, Participant } from '@cline-meet/protocol';
import type { RemoteMedia } from '@cline-meet/sdk';

/**
 * The tracks to play. The server's word is final: whoever it holds for muted is not played, whatever arrives, and
 * neither is the sound of a screen that is not presented.
 */
export function audibleTracks(
  participants: readonly Participant[],
  selfId: ConnectionId | null,
  remoteMedia: ReadonlyMap<ConnectionId, RemoteMedia>,
): { key: string; track: MediaStreamTrack }[] {
  return participants.flatMap(({ connectionId, microphone, screenShare }) => {
    if (connectionId === selfId) return [];
    const tracks = remoteMedia.get(connectionId)?.tracks ?? {};
    const audible = [];
    if (microphone && tracks.microphone) audible.push({ key: `voice:${connectionId}`, track: tracks.microphone });
    if (screenShare && tracks.screen_audio) audible.push({ key: `screen:${connectionId}`, track: tracks.screen_audio });
    return audible;
  });
}
