import type { ConnectionId, RoomCode } from '@cline-meet/protocol';
import { type FrameCipher, WorkerCipher } from '@cline-meet/sdk';
import { emitMeetingEvent } from './meeting-events.ts';
import { useMeeting } from './meeting-store.ts';
import { keyBytes, type RoomKey } from './room-key.ts';

let running: WorkerCipher | null = null;

/** Makes the cipher of a meeting with the key of its link. Whose media does not open is told to the person. */
export function meetingCipher(code: RoomCode, key: RoomKey): (self: ConnectionId) => FrameCipher {
  return (self) => {
    running = new WorkerCipher({
      worker: new Worker(new URL('./cipher-worker.ts', import.meta.url), { type: 'module' }),
      secret: keyBytes(key),
      roomCode: code,
      self,
      unreadableChanged,
    });
    return running;
  };
}

/** Has everybody send with the next step of the keys. Without a cipher that runs nothing happens. */
export function renewKeys(): void {
  running?.ratchet();
}

function unreadableChanged(unreadable: ReadonlySet<ConnectionId>): void {
  const before = useMeeting.getState().unreadable;
  useMeeting.setState({ unreadable });
  for (const participant of useMeeting.getState().room.participants) {
    const id = participant.connectionId;
    if (unreadable.has(id) && !before.has(id)) emitMeetingEvent({ type: 'other_key', participant });
  }
}
