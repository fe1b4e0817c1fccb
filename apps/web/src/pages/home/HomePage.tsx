import type { Me } from '@cline-meet/protocol';
import { lazy, Suspense } from 'react';
import { useText } from '../../i18n/text.ts';
import { type UserState, useUser } from '../../session/user.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { failureText } from '../errors/failure-text.ts';
import { SignInLink } from '../forms/SignInLink.tsx';
import { Header } from '../header/Header.tsx';
import { usePageTitle } from '../title/use-page-title.ts';
import { JoinForm } from './JoinForm.tsx';
import { NewMeeting } from './NewMeeting.tsx';
import { RecentRooms } from './RecentRooms.tsx';
import { RightsNote } from './RightsNote.tsx';
import { RoomsEmpty } from './RoomsEmpty.tsx';

// The menu's code is only for who is signed in, and nobody waits for it.
const AccountMenu = lazy(() => import('../header/AccountMenu.tsx').then((module) => ({ default: module.AccountMenu })));

/** Where a meeting is started, joined and found again. */
export function HomePage() {
  const text = useText();
  const me = useUser((state) => state.me);
  usePageTitle(null);
  return (
    <div className="flex min-h-dvh flex-col">
      <Header>
        <Suspense>{me.status === 'ready' && <Account me={me} />}</Suspense>
      </Header>
      <main className="mx-auto grid w-full max-w-6xl flex-1 grid-cols-[minmax(0,1fr)] content-start items-center gap-10 px-4 pt-6 pb-12 sm:px-8 lg:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)] lg:content-center lg:gap-16 lg:pb-24">
        <section className="flex flex-col gap-6">
          <h1 className="text-balance font-semibold text-4xl leading-tight tracking-tight sm:text-5xl sm:leading-[1.15]">
            {text.home.title}
          </h1>
          <p className="max-w-xl text-pretty text-ink-soft text-lg">{text.home.subtitle}</p>
          <div className="flex flex-col gap-4 pt-2 sm:flex-row sm:items-start">
            <NewMeeting disabled={me.status !== 'ready' || !me.mayCreateRooms} />
            <JoinForm />
          </div>
          <WaysIn me={me} />
        </section>
        <section
          aria-labelledby="recent-rooms"
          className="flex min-w-0 flex-col gap-3 rounded-card border border-line bg-surface p-6 shadow-card"
        >
          <h2 id="recent-rooms" className="font-semibold text-lg">
            {text.home.recentTitle}
          </h2>
          <OwnRooms me={me} />
        </section>
      </main>
    </div>
  );
}

function Account({ me: { user, signIn } }: { me: Me }) {
  if (user) return <AccountMenu user={user} />;
  return signIn.provider && <SignInLink provider={signIn.provider} variant="quiet" compact />;
}

function WaysIn({ me }: { me: UserState }) {
  const text = useText();
  switch (me.status) {
    case 'loading':
      return null;
    case 'ready':
      return <RightsNote me={me} />;
    case 'failed': {
      const retry = <Button onClick={() => void useUser.getState().load()}>{text.common.tryAgain}</Button>;
      return (
        <Notice tone="danger" action={retry}>
          {failureText(text, me.failure)}
        </Notice>
      );
    }
    default:
      return me satisfies never;
  }
}

function OwnRooms({ me }: { me: UserState }) {
  const text = useText();
  if (me.status === 'loading') {
    return (
      <div className="flex min-h-48 items-center justify-center">
        <Spinner label={text.common.loading} />
      </div>
    );
  }
  if (me.status === 'ready' && me.user) return <RecentRooms user={me.user} />;
  return <RoomsEmpty>{text.home.recentSignedOut}</RoomsEmpty>;
}
