import { useEffect } from 'react';

/** Names the page in the tab and for screen readers; null is the product's own name. */
export function usePageTitle(title: string | null): void {
  useEffect(() => {
    document.title = title ? `${title} - cline-meet` : 'cline-meet';
  }, [title]);
}
