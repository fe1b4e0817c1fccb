import type { ConnectionId, MediaSource, Participant } from '@cline-meet/protocol';
import type { Views } from './media-client.ts';
import type { RemoteMedia } from './session-state.ts';

type Remote = ReadonlyMap<ConnectionId, RemoteMedia>;

/** What a person sees and hears now of whom. */
export interface Audience {
  readonly self: ConnectionId;
  readonly participants: readonly Participant[];
  /** Null where nobody has said what is on the screen: then everything is. */
  readonly views: Views | null;
}

/** Whether all that is seen and heard by `present` comes by `next` too. What does not come now is not waited for. */
export function covers(next: Remote, present: Remote, audience: Audience): boolean {
  const others = audience.participants.filter(({ connectionId }) => connectionId !== audience.self);
  return others.every((other) => {
    const now = present.get(other.connectionId);
    if (other.connection !== 'connected' || now?.status !== 'connected') return true;
    const then = next.get(other.connectionId);
    const sources = sourcesOf(other, audience.views).filter((source) => flows(now.tracks[source]));
    return sources.every((source) => then?.status === 'connected' && flows(then.tracks[source]));
  });
}

/** What is on, of that what is perceived. */
function sourcesOf({ connectionId, microphone, camera, screenShare }: Participant, views: Views | null): MediaSource[] {
  const seen = views === null ? { camera: 1, screen: 1 } : (views.get(connectionId) ?? {});
  const isOn: Record<MediaSource, boolean> = {
    microphone,
    camera: camera && seen.camera !== undefined,
    screen: screenShare !== null && seen.screen !== undefined,
    screen_audio: screenShare?.withAudio ?? false,
  };
  return (Object.keys(isOn) as MediaSource[]).filter((source) => isOn[source]);
}

/** A picture that has not begun is muted by the browser. Of a voice nothing need come while it is silent. */
function flows(track: MediaStreamTrack | undefined): boolean {
  return track !== undefined && (track.kind === 'audio' || !track.muted);
}
