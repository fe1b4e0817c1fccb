import type { RoomId } from '@cline-meet/protocol';
import { RoomSession } from '../packages/sdk/src/index.ts';

declare global {
  interface Window {
    tab: Tab;
  }
}

/** One tab's session on the sdk alone, with a fake camera and no product page around it. */
class Tab {
  #session: RoomSession | null = null;

  async join(url: string, roomId: RoomId, ticket: string): Promise<void> {
    const getTicket = async () => ({ ticket, iceServers: [] });
    const session = new RoomSession({ url, roomId, getTicket, media: { microphone: true, camera: true } });
    this.#session = session;
    const devices = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 320, height: 180 } });
    for (const track of devices.getTracks()) {
      await session.publish(track.kind === 'audio' ? 'microphone' : 'camera', track);
    }
    session.join();
  }

  /** The frames decoded of each of the others' cameras. */
  async framesDecoded(): Promise<number[]> {
    const reports = await Promise.all(window.peerConnectionsSeen.map((connection) => connection.getStats()));
    const stats = reports.flatMap((report) => [...report.values()]);
    const cameras = [...(this.#session?.remoteMedia.values() ?? [])].map(({ tracks }) => tracks.camera?.id);
    return cameras.map((id) => {
      const inbound = stats.find(({ type, trackIdentifier }) => type === 'inbound-rtp' && trackIdentifier === id);
      return inbound?.framesDecoded ?? 0;
    });
  }
}

window.tab = new Tab();
