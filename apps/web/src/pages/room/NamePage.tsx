import type { Me } from '@cline-meet/protocol';
import { useState } from 'react';
import { useText } from '../../i18n/text.ts';
import { rememberedName, useUser } from '../../session/user.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { failureText } from '../errors/failure-text.ts';
import { NameField } from '../forms/NameField.tsx';
import { SignInLink } from '../forms/SignInLink.tsx';
import { SignInNote } from '../forms/SignInNote.tsx';
import { useSubmit } from '../forms/use-submit.ts';
import { Header } from '../header/Header.tsx';
import { usePageTitle } from '../title/use-page-title.ts';

/** Asks a person who came by a link for their name, or to sign in; both lead to the room. */
export function NamePage({ signIn }: { signIn: Me['signIn'] }) {
  const { lobby } = useText();
  const mustSignIn = !signIn.guests && signIn.google;
  const title = mustSignIn ? lobby.signInTitle : lobby.nameTitle;
  usePageTitle(title);
  return (
    <div className="flex min-h-dvh flex-col">
      <Header />
      <main className="flex flex-1 flex-col items-center px-4 pt-6 pb-24 sm:justify-center">
        <div className="flex w-full max-w-md flex-col gap-5 rounded-card border border-line bg-surface p-6 shadow-card sm:p-8">
          <div className="flex flex-col gap-2">
            <h1 className="text-balance font-semibold text-2xl">{title}</h1>
            <p className="text-pretty text-ink-soft">{mustSignIn ? lobby.signInText : lobby.nameText}</p>
          </div>
          {signIn.guests && <NameForm />}
          {signIn.guests && signIn.provider && <Or />}
          {signIn.provider && <SignInLink provider={signIn.provider} variant={mustSignIn ? 'primary' : 'secondary'} />}
          {!signIn.provider && <SignInNote signIn={signIn} />}
        </div>
      </main>
    </div>
  );
}

function Or() {
  const text = useText();
  return (
    <div className="flex items-center gap-3 text-ink-soft text-sm before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      {text.lobby.or}
    </div>
  );
}

function NameForm() {
  const text = useText();
  const [name, setName] = useState(rememberedName);
  const [missing, setMissing] = useState(false);
  const { busy, failure, onSubmit } = useSubmit(async () => {
    if (!name.trim()) return setMissing(true);
    await useUser.getState().signInAsGuest(name.trim());
  });
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-5">
      <NameField value={name} onChange={setName} missing={missing} autoFocus />
      {failure && <Notice tone="danger">{failureText(text, failure)}</Notice>}
      <Button type="submit" variant="primary" busy={busy}>
        {text.lobby.continue}
      </Button>
    </form>
  );
}
