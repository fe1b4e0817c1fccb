import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { LanguageSelect } from '../../i18n/LanguageSelect.tsx';
import { announce } from '../../ui/LiveRegion.tsx';
import { FailedSignIn } from './FailedSignIn.tsx';

/** The top of every light page: the way home, the language, what the page adds, and how signing in went. */
export function Header({ children }: { children?: ReactNode }) {
  return (
    <>
      <header className="flex min-h-16 items-center justify-between gap-2 px-4 py-2 sm:px-6">
        <Link href="/" className="flex min-h-11 items-center gap-2.5 rounded-control font-semibold text-ink text-lg">
          <img src="/favicon.svg" alt="" width="32" height="32" />
          cline-meet
        </Link>
        <div className="flex min-w-0 items-center gap-1">
          <LanguageSelect onFailure={(message) => announce(message, 'assertive')} />
          {children}
        </div>
      </header>
      <FailedSignIn />
    </>
  );
}
