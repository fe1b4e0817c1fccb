import type { Me } from '@cline-meet/protocol';
import { useText } from '../../i18n/text.ts';
import { Notice } from '../../ui/Notice.tsx';

/** Says which ways in this server does not offer. */
export function SignInNote({ signIn }: { signIn: Me['signIn'] }) {
  const { home } = useText();
  if (!signIn.guests) return <Notice tone="warning">{signIn.google ? home.guestsOff : home.noSignIn}</Notice>;
  if (!signIn.google) return <Notice>{home.googleOff}</Notice>;
  return null;
}
