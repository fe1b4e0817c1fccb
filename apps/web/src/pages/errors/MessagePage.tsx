import type { ReactNode } from 'react';
import { Header } from '../header/Header.tsx';
import { usePageTitle } from '../title/use-page-title.ts';

export interface MessagePageProps {
  icon: ReactNode;
  title: string;
  children: ReactNode;
  actions: ReactNode;
}

/** A page that says one thing: what happened and what to do next. */
export function MessagePage({ icon, title, children, actions }: MessagePageProps) {
  usePageTitle(title);
  return (
    <div className="flex min-h-dvh flex-col">
      <Header />
      <main className="mx-auto flex w-full max-w-lg flex-1 flex-col items-center justify-center gap-4 px-6 pt-4 pb-24 text-center">
        <span aria-hidden="true" className="rounded-full bg-brand-soft p-5 text-brand-ink">
          {icon}
        </span>
        <h1 className="text-balance font-semibold text-2xl">{title}</h1>
        <div className="text-pretty text-ink-soft">{children}</div>
        <div className="flex flex-wrap justify-center gap-3 pt-3">{actions}</div>
      </main>
    </div>
  );
}
