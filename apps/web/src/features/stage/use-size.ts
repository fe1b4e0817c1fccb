import { useCallback, useState } from 'react';

/** The inner size of the element that gets the ref, kept current; zero until it is known. */
export function useSize(): [
  size: { width: number; height: number },
  ref: (element: HTMLElement | null) => (() => void) | undefined,
] {
  const [size, setSize] = useState({ width: 0, height: 0 });
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [size, ref];
}
