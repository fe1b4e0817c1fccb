import type { CloseName, ConnectionId, RoomEvent, ServerMessage } from '@cline-meet/protocol';
import type { SocketId } from './model.ts';

/** What travels between the pods that serve one room. Plain JSON: a bus may serialise it. */
export type Envelope =
  /** For everyone in the room. Its `seq` shows a pod what it missed. */
  | { kind: 'event'; event: RoomEvent }
  /** For one connection, wherever its socket is: a `ServerMessage` in JSON, written at that time. Lost where it has none. */
  | { kind: 'direct'; to: ConnectionId; timestamp: string; json: string }
  /** For everyone inside at that moment: a `ServerMessage` in JSON, written at that time, which nobody gets later. */
  | { kind: 'passing'; timestamp: string; json: string }
  /** Hosts' pods read the list and show it: a state, so a lost one is mended by the next. */
  | { kind: 'waiting_changed' }
  /** Closes sockets. Those who are to know why get `farewell` first. */
  | { kind: 'close'; to: ConnectionId[] | 'everyone'; close: CloseName; farewell?: ServerMessage }
  /** Closes the sockets of a login session that has ended. Said more than once, for buses that lose. */
  | { kind: 'session_ended'; sessionId: string }
  /** A connection has moved to another socket, for the `moves`th time; those that it had before close. */
  | { kind: 'moved'; connectionId: ConnectionId; socketId: SocketId; moves: number };
