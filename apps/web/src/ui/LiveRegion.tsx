import { create } from 'zustand';

interface Announcement {
  text: string;
  /** Grows with each announcement, so that the same words twice are said twice. */
  count: number;
}

const useAnnouncements = create<{ polite: Announcement; assertive: Announcement }>(() => ({
  polite: { text: '', count: 0 },
  assertive: { text: '', count: 0 },
}));

/** Has screen readers say `text`; `assertive` interrupts what they are saying. Needs the one {@link LiveRegion}. */
export function announce(text: string, urgency: 'polite' | 'assertive' = 'polite'): void {
  useAnnouncements.setState((state) => ({ [urgency]: { text, count: state[urgency].count + 1 } }));
}

/** The page's live region: mounted once, before anything is announced. */
export function LiveRegion() {
  const { polite, assertive } = useAnnouncements();
  return (
    <div className="sr-only">
      <div aria-live="polite">
        <span key={polite.count}>{polite.text}</span>
      </div>
      <div aria-live="assertive">
        <span key={assertive.count}>{assertive.text}</span>
      </div>
    </div>
  );
}
