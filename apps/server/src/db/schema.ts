import type { ConnectionId, LeaveReason, RoomCode, RoomId, UserId } from '@cline-meet/protocol';
import { type ColumnType, type Generated, type RawBuilder, sql } from 'kysely';

/** A TIMESTAMP column, always UTC: read as a Date, written as RFC 3339 with `Z`, which both databases take as it is. */
type Timestamp = ColumnType<Date, string, string>;
type DefaultTimestamp = ColumnType<Date, string | undefined, string>;
type NullableTimestamp = ColumnType<Date | null, string | undefined, string | null>;

export interface UsersTable {
  id: ColumnType<UserId, UserId | undefined, never>;
  google_id: string | null;
  email: string | null;
  name: string;
  avatar_url: string | null;
  created_at: DefaultTimestamp;
}

export interface RoomsTable {
  id: ColumnType<RoomId, RoomId | undefined, never>;
  name: string | null;
  host_id: UserId;
  is_waiting_room: Generated<boolean>;
  created_at: DefaultTimestamp;
  expires_at: DefaultTimestamp;
  code: RoomCode;
  is_locked: Generated<boolean>;
  is_encrypted: Generated<boolean>;
  ended_at: NullableTimestamp;
}

export interface ParticipantsTable {
  room_id: RoomId;
  user_id: UserId;
  is_host: Generated<boolean>;
  is_muted: Generated<boolean>;
  joined_at: DefaultTimestamp;
  left_at: NullableTimestamp;
}

/** One stay of one connection in a room. */
export interface ParticipationsTable {
  connection_id: ConnectionId;
  room_id: RoomId;
  user_id: UserId;
  joined_at: Timestamp;
  left_at: NullableTimestamp;
  left_reason: LeaveReason | null;
}

export interface LoginSessionsTable {
  id: string;
  user_id: UserId;
  created_at: DefaultTimestamp;
  expires_at: Timestamp;
}

export interface UsedSignInsTable {
  id: string;
  forget_at: Timestamp;
}

export interface Database {
  users: UsersTable;
  rooms: RoomsTable;
  participants: ParticipantsTable;
  participations: ParticipationsTable;
  login_sessions: LoginSessionsTable;
  used_sign_ins: UsedSignInsTable;
}

/** A moment to compare a TIMESTAMP column with. A Date will not do: `pg` would write it in this machine's time zone. */
export function utc(ms: number): RawBuilder<Date> {
  return sql<Date>`${new Date(ms).toISOString()}::timestamp`;
}
