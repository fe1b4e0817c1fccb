import { decodeServerMessage, type ServerMessage } from '@cline-meet/protocol';
import { WebSocket as NodeWebSocket } from 'ws';

/** What passed through a client's sockets, in order. */
export type TraceEntry =
  | { kind: 'opened'; atMs: number }
  | { kind: 'closed'; atMs: number; code: number }
  | { kind: 'received'; atMs: number; message: ServerMessage }
  | { kind: 'unreadable'; atMs: number; frame: string }
  | { kind: 'said'; atMs: number; id: string; text: string };

/**
 * A `WebSocket` for a session that writes down what passes through the latest of its sockets. What still comes through a
 * former one is of no interest to the session, and so to nobody.
 */
export function recordingWebSocket(trace: TraceEntry[], localAddress: string) {
  let latest: NodeWebSocket | null = null;
  class RecordingWebSocket extends NodeWebSocket {
    constructor(url: string, protocol: string) {
      super(url, protocol, { localAddress });
      latest = this;
      trace.push({ kind: 'opened', atMs: Date.now() });
      this.on('close', (code) => {
        if (latest === this) trace.push({ kind: 'closed', atMs: Date.now(), code });
      });
      this.on('message', (data) => {
        if (latest === this) trace.push(entryOf(data.toString()));
      });
    }

    override send(frame: string): void {
      const message = JSON.parse(frame);
      if (message.type === 'chat_message') {
        trace.push({ kind: 'said', atMs: Date.now(), id: message.id, text: message.payload.text });
      }
      super.send(frame);
    }
  }
  return {
    WebSocket: RecordingWebSocket as unknown as typeof WebSocket,
    latest: () => latest,
  };
}

function entryOf(frame: string): TraceEntry {
  const decoded = decodeServerMessage(frame);
  const atMs = Date.now();
  return decoded.ok ? { kind: 'received', atMs, message: decoded.message } : { kind: 'unreadable', atMs, frame };
}
