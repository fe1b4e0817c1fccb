import { type Me, SIGN_IN_PATH, type User } from '@cline-meet/protocol';
import { create } from 'zustand';
import { fetchMe, signOut as postSignOut, signInGuest } from '../api/client.ts';
import { type ApiFailure, asFailure } from '../api/failure.ts';
import { rememberedItem, rememberItem } from '../storage/remembered.ts';
import { forgetRoomKeys } from './room-key.ts';

const REMEMBERED_NAME = 'cline-meet.name';

/** What is known of the person at this browser. `user` is null for who has not signed in. */
export type UserState = { status: 'loading' } | ({ status: 'ready' } & Me) | { status: 'failed'; failure: ApiFailure };

interface UserStore {
  me: UserState;
  /** Asks the server who is signed in. A failure is kept in `me`. */
  load: () => Promise<void>;
  /** As `load`, but what was known is shown until the answer is there. */
  refresh: () => Promise<void>;
  /** Signs a guest in or renames the one who is, and remembers the name. Rejects with an ApiFailure. */
  signInAsGuest: (name: string) => Promise<void>;
  /** Rejects with an ApiFailure; the name stays remembered. */
  signOut: () => Promise<void>;
}

export const useUser = create<UserStore>((set) => ({
  me: { status: 'loading' },
  load: async () => {
    set({ me: { status: 'loading' } });
    set({ me: await ask() });
  },
  refresh: async () => set({ me: await ask() }),
  signInAsGuest: async (name) => {
    const me = await signInGuest(name);
    rememberItem(REMEMBERED_NAME, me.user?.name ?? name);
    set({ me: { status: 'ready', ...me } });
  },
  signOut: async () => {
    await postSignOut();
    forgetRoomKeys();
    // What a person may do without an account is the server's to say.
    set({ me: await ask() });
  },
}));

async function ask(): Promise<UserState> {
  try {
    return { status: 'ready', ...(await fetchMe()) };
  } catch (error) {
    return { status: 'failed', failure: asFailure(error) };
  }
}

/** Where to sign in with the provider and come back to this page. A whole navigation, not one within the app. */
export function signInAddress(): string {
  return `${SIGN_IN_PATH}?next=${encodeURIComponent(window.location.pathname)}`;
}

/** The signed-in user, or null. */
export function useSignedIn(): User | null {
  return useUser(({ me }) => (me.status === 'ready' ? me.user : null));
}

/** What people call the provider that they can sign in with; null where there is none. */
export function useProvider(): string | null {
  return useUser(({ me }) => (me.status === 'ready' ? me.signIn.provider : null));
}

/** The name that this browser used last; empty where there is none. */
export function rememberedName(): string {
  return rememberedItem(REMEMBERED_NAME) ?? '';
}
