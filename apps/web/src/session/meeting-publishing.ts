import type { LocalMedia, LocalMediaState, RoomSession } from '@cline-meet/sdk';

/** The tracks that others should get now: what is off or not running is null. */
interface Wanted {
  microphone: MediaStreamTrack | null;
  camera: MediaStreamTrack | null;
}

/**
 * Publishes a person's devices to a session, at once and on each change: off is null, another device is another
 * track. Returns the function that stops it.
 */
export function publishDevices(session: RoomSession, localMedia: LocalMedia): () => void {
  let published: Partial<Wanted> = {};
  const update = () => {
    const wanted = tracksOf(localMedia.state);
    const before = published;
    published = wanted;
    // A session that is closing rejects; there is nobody left to publish to.
    if (wanted.microphone !== before.microphone) session.publish('microphone', wanted.microphone).catch(ignore);
    if (wanted.camera !== before.camera) session.publish('camera', wanted.camera).catch(ignore);
  };
  update();
  return localMedia.subscribe(update);
}

function tracksOf({ microphone, camera }: LocalMediaState): Wanted {
  return {
    microphone: microphone.status === 'on' ? microphone.track : null,
    camera: camera.status === 'on' ? camera.track : null,
  };
}

function ignore(): void {}
