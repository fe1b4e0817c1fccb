import type { RoomCode, RoomId, RoomSettings, UserId } from '@cline-meet/protocol';

/** A meeting as the database knows it. */
export interface RoomRecord {
  roomId: RoomId;
  code: RoomCode;
  name: string | null;
  hostUserId: UserId;
  waitingRoom: boolean;
  locked: boolean;
  encrypted: boolean;
  expiresAt: Date;
  endedAt: Date | null;
}

export interface NewRoom {
  code: RoomCode;
  name: string | null;
  hostUserId: UserId;
  waitingRoom: boolean;
  encrypted: boolean;
}

export interface Rooms {
  /** Null where the code is taken. */
  create(room: NewRoom): Promise<RoomRecord | null>;
  findByCode(code: RoomCode): Promise<RoomRecord | null>;
  /** Rooms that the person hosts or was in and that can still be entered, newest first. */
  recentOf(userId: UserId, nowMs: number): Promise<RoomRecord[]>;
}

/** What is known of a running meeting. It is newer than the database. */
export interface RoomGlimpse {
  people: { name: string; avatarUrl: string | null }[];
  settings: RoomSettings;
  ended: boolean;
}

export interface RoomGlimpses {
  /** Null where nobody has been in the room since it was opened, or the server started. */
  look(roomId: RoomId): Promise<RoomGlimpse | null>;
}
