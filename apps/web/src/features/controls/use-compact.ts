import { useSyncExternalStore } from 'react';

const query = '(width < 48rem)';

/** Whether there is room for the most needed buttons alone. */
export function useCompact(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

function subscribe(listener: () => void): () => void {
  const media = matchMedia(query);
  media.addEventListener('change', listener);
  return () => media.removeEventListener('change', listener);
}
