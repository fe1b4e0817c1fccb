import type { ConnectionId } from '@cline-meet/protocol';
import { AudioLevelMeter } from '@cline-meet/sdk';
import { create } from 'zustand';
import { useMeeting } from './meeting-store.ts';

interface Speakers {
  speaking: ReadonlySet<ConnectionId>;
  /** Who was heard here, the latest first. */
  heard: readonly ConnectionId[];
}

/** More than one page of the stage shows. */
const REMEMBERED = 16;

const useSpeakers = create<Speakers>(() => ({ speaking: new Set(), heard: [] }));

/** Whether a participant is speaking; false for null. */
export function useSpeaking(connectionId: ConnectionId | null): boolean {
  return useSpeakers(({ speaking }) => connectionId !== null && speaking.has(connectionId));
}

/** Who spoke last, the latest first: as the media node heard it, and where there is none as this client did. */
export function useLastSpeakers(): readonly ConnectionId[] {
  const told = useMeeting(({ speakers }) => speakers);
  const heard = useSpeakers((store) => store.heard);
  return told.length > 0 ? told : heard;
}

/** Listens to everybody's level until the returned function is called. One meter a track, renewed as tracks change. */
export function watchSpeakers(): () => void {
  const watches = new Map<ConnectionId, { track: MediaStreamTrack; close: () => void }>();
  const update = () => {
    const tracks = microphoneTracks();
    for (const [id, watch] of watches) {
      if (tracks.get(id) === watch.track) continue;
      watch.close();
      watches.delete(id);
    }
    for (const [id, track] of tracks) if (!watches.has(id)) watches.set(id, { track, close: watchTrack(id, track) });
  };
  update();
  const unsubscribe = useMeeting.subscribe(update);
  return () => {
    unsubscribe();
    for (const watch of watches.values()) watch.close();
  };
}

/** The microphones that may be heard, the own one included: who is muted does not speak. */
function microphoneTracks(): Map<ConnectionId, MediaStreamTrack> {
  const { room, remoteMedia, devices } = useMeeting.getState();
  const tracks = new Map<ConnectionId, MediaStreamTrack>();
  for (const { connectionId, microphone } of room.participants) {
    const remote = microphone ? remoteMedia.get(connectionId)?.tracks.microphone : undefined;
    const own = devices?.microphone.status === 'on' ? devices.microphone.track : undefined;
    const track = connectionId === room.selfId ? own : remote;
    if (track) tracks.set(connectionId, track);
  }
  return tracks;
}

function watchTrack(id: ConnectionId, track: MediaStreamTrack): () => void {
  const meter = new AudioLevelMeter(track);
  const stop = meter.subscribe(() => setSpeaking(id, meter.speaking));
  return () => {
    stop();
    meter.close();
    setSpeaking(id, false);
  };
}

function setSpeaking(id: ConnectionId, speaks: boolean): void {
  const { speaking, heard } = useSpeakers.getState();
  if (speaking.has(id) === speaks) return;
  const next = new Set(speaking);
  if (speaks) next.add(id);
  else next.delete(id);
  useSpeakers.setState({
    speaking: next,
    heard: speaks ? [id, ...heard.filter((other) => other !== id)].slice(0, REMEMBERED) : heard,
  });
}
