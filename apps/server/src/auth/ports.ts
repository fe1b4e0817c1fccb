import type { User, UserId } from '@cline-meet/protocol';

/** A person with an account: of Google's, or a guest's. */
export type Account = User;

export interface Users {
  createGuest(name: string): Promise<Account>;
  rename(userId: UserId, name: string): Promise<void>;
}

export interface LoginSessions {
  /** Returns the session's id. */
  open(userId: UserId, expiresAtMs: number): Promise<string>;
  /** Null where there is no such session, or it has expired or been closed. */
  find(sessionId: string, nowMs: number): Promise<Account | null>;
  close(sessionId: string): Promise<void>;
}
