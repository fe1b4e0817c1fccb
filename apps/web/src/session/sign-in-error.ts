import { SignInError } from '@cline-meet/protocol';
import { create } from 'zustand';

/** Why the sign-in that led to a page came to nothing. */
interface FailedSignIn {
  error: SignInError;
  /** The page that it led to. It is told of there alone. */
  path: string;
}

/** What the address told when the app was opened. */
export const useFailedSignIn = create<{ failed: FailedSignIn | null; dismiss: () => void }>((set) => ({
  failed: takeFromAddress(),
  dismiss: () => set({ failed: null }),
}));

/** Takes the error out of the address too, so that a reload or a shared link does not tell of it again. */
function takeFromAddress(): FailedSignIn | null {
  const { pathname, search } = window.location;
  const query = new URLSearchParams(search);
  const parsed = SignInError.safeParse(query.get('error'));
  if (!parsed.success) return null;
  query.delete('error');
  window.history.replaceState(window.history.state, '', query.size > 0 ? `${pathname}?${query}` : pathname);
  return { error: parsed.data, path: pathname };
}
