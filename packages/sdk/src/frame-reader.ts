import { decodeServerMessage, type RoomId, type ServerMessage } from '@cline-meet/protocol';

export type Frame =
  | { kind: 'message'; message: ServerMessage }
  /** A room event of a newer server: it cannot be shown, yet it has its place in the order. */
  | { kind: 'unreadable_event'; seq: number }
  | { kind: 'garbage' };

/** Reads a server's frame. Never throws. */
export function readFrame(frame: string, roomId: RoomId): Frame {
  const decoded = decodeServerMessage(frame);
  if (decoded.ok) return decoded.message.roomId === roomId ? { kind: 'message', message: decoded.message } : garbage;
  const seq = seqOf(frame);
  return seq === null ? garbage : { kind: 'unreadable_event', seq };
}

const garbage: Frame = { kind: 'garbage' };

function seqOf(frame: string): number | null {
  try {
    const json: unknown = JSON.parse(frame);
    const seq = typeof json === 'object' && json !== null && 'seq' in json ? json.seq : null;
    return typeof seq === 'number' && Number.isSafeInteger(seq) ? seq : null;
  } catch {
    return null;
  }
}
