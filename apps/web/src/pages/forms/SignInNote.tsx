import type { Me } from '@cline-meet/protocol';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/text.ts';
import { Notice } from '../../ui/Notice.tsx';

export interface SignInNoteProps {
  signIn: Me['signIn'];
  action?: ReactNode;
}

/** Says which ways in this server does not offer. */
export function SignInNote({ signIn, action }: SignInNoteProps) {
  const { home } = useText();
  if (!signIn.guests) {
    return (
      <Notice tone="warning" action={action}>
        {signIn.google ? home.guestsOff : home.noSignIn}
      </Notice>
    );
  }
  if (!signIn.google) return <Notice>{home.googleOff}</Notice>;
  return null;
}
