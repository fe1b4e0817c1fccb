import type { Me } from '@cline-meet/protocol';
import { useText } from '../../i18n/text.ts';
import { Notice } from '../../ui/Notice.tsx';
import { SignInLink } from '../forms/SignInLink.tsx';
import { SignInNote } from '../forms/SignInNote.tsx';

/** Says what this person cannot do on this server, why, and what mends it. */
export function RightsNote({ me: { user, signIn, mayCreateRooms } }: { me: Me }) {
  const text = useText();
  const mend = signIn.provider && <SignInLink provider={signIn.provider} />;
  if (!user && !signIn.guests) return <SignInNote signIn={signIn} action={mend} />;
  if (mayCreateRooms) return user?.kind === 'google' ? null : <SignInNote signIn={signIn} />;
  if (user?.kind === 'google') return <Notice>{text.home.creatorsDomains}</Notice>;
  return <Notice action={mend}>{text.home.creatorsSignIn}</Notice>;
}
