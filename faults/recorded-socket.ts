import { decodeServerMessage, isRoomEvent, type ServerMessage } from '@cline-meet/protocol';
import { WebSocket as NodeWebSocket } from 'ws';

/** What a session said and heard, in order. */
export type TraceEntry =
  | { kind: 'opened'; atMs: number }
  | { kind: 'closed'; atMs: number; code: number }
  | { kind: 'received'; atMs: number; message: ServerMessage }
  | { kind: 'unreadable'; atMs: number; frame: string }
  | { kind: 'said'; atMs: number; id: string; text: string };

/** While a session moves: the socket that has asked for the place, and what the former one has brought since. */
interface Move {
  readonly to: NodeWebSocket;
  readonly held: TraceEntry[];
}

const welcomes: readonly string[] = ['room_joined', 'room_resumed', 'room_waiting'];

/**
 * A `WebSocket` for a session that writes down what the session hears. That is one socket, and during a planned move the
 * former one until the new one has the place. Events that the former brings after the new one was asked for the place come
 * again by that one, which must bring them without a gap: there they are written down, and here where the move fails.
 */
export function recordingWebSocket(trace: TraceEntry[], localAddress: string) {
  let current: NodeWebSocket | null = null;
  let move: Move | null = null;

  const switchTo = (socket: NodeWebSocket): void => {
    current = socket;
    trace.push({ kind: 'opened', atMs: Date.now() });
  };
  const moved = ({ to, held }: Move): void => {
    move = null;
    trace.push(...held.filter((entry) => !isEvent(entry)));
    switchTo(to);
  };
  const stayed = (socket: NodeWebSocket): void => {
    if (move?.to !== socket) return;
    trace.push(...move.held);
    move = null;
  };
  const received = (socket: NodeWebSocket, entry: TraceEntry): void => {
    if (move?.to === socket && isWelcome(entry)) moved(move);
    if (current === socket) (move?.held ?? trace).push(entry);
  };

  class RecordingWebSocket extends NodeWebSocket {
    constructor(url: string, protocol: string) {
      super(url, protocol, { localAddress });
      if (current === null) switchTo(this);
      this.on('close', (code) => {
        stayed(this);
        if (current !== this) return;
        current = null;
        trace.push({ kind: 'closed', atMs: Date.now(), code });
      });
      this.on('message', (data) => received(this, entryOf(data.toString())));
    }

    /** By the session, which hears nothing of it from then on. */
    override close(code?: number): void {
      stayed(this);
      if (current === this) current = null;
      super.close(code);
    }

    override send(frame: string): void {
      const message = JSON.parse(frame);
      if (message.type === 'join_room' && current !== this) move = { to: this, held: [] };
      if (message.type === 'chat_message') {
        trace.push({ kind: 'said', atMs: Date.now(), id: message.id, text: message.payload.text });
      }
      super.send(frame);
    }
  }
  return {
    WebSocket: RecordingWebSocket as unknown as typeof WebSocket,
    current: () => current,
  };
}

function isWelcome(entry: TraceEntry): boolean {
  return entry.kind === 'received' && welcomes.includes(entry.message.type);
}

function isEvent(entry: TraceEntry): boolean {
  return entry.kind === 'received' && isRoomEvent(entry.message);
}

function entryOf(frame: string): TraceEntry {
  const decoded = decodeServerMessage(frame);
  const atMs = Date.now();
  return decoded.ok ? { kind: 'received', atMs, message: decoded.message } : { kind: 'unreadable', atMs, frame };
}
