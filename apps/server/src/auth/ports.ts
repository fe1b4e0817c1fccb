import type { User, UserId } from '@cline-meet/protocol';

/** A person with an account: of Google's, or a guest's. */
export type Account = User;

/** A person as their identity provider vouches for them. */
export interface Identity {
  /** Never given to anyone else, and never changed. */
  googleId: string;
  /** Verified by the provider. */
  email: string | null;
  name: string;
  avatarUrl: string | null;
}

export interface Users {
  createGuest(name: string): Promise<Account>;
  rename(userId: UserId, name: string): Promise<void>;
  /** The account of this person, made at their first sign-in and brought up to date at each. Atomic. */
  signedIn(identity: Identity): Promise<Account>;
  /** The verified address; null for guests. */
  emailOf(userId: UserId): Promise<string | null>;
}

export interface UsedSignIns {
  /** True for the first who asks for this id, false for everyone after, until it is forgotten. Atomic. */
  use(id: string, forgetAtMs: number, nowMs: number): Promise<boolean>;
}

export interface LoginSessions {
  /** Returns the session's id. */
  open(userId: UserId, expiresAtMs: number): Promise<string>;
  /** Null where there is no such session, or it has expired or been closed. */
  find(sessionId: string, nowMs: number): Promise<Account | null>;
  close(sessionId: string): Promise<void>;
}

export interface LoginSockets {
  /** Closes what the session has open in meetings, on every server, and does not reject: it goes on by itself. */
  closeAll(session: { userId: UserId; sessionId: string }): Promise<void>;
}
