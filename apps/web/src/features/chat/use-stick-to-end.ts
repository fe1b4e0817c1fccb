import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

const NEAR_PX = 40;

/**
 * Keeps a scrolled box at its end when something is added, unless the person scrolled up: then `missed` turns true.
 * What the person added themselves always scrolls.
 */
export function useStickToEnd(newest: string | null, own: boolean) {
  const ref = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [missed, setMissed] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when something new stands at the end
  useLayoutEffect(() => {
    if (atEnd.current || own) toEnd(ref);
    else setMissed(true);
  }, [newest]);
  return {
    ref,
    missed,
    onScroll: () => {
      const box = ref.current;
      if (!box) return;
      atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
      if (atEnd.current) setMissed(false);
    },
    scrollToEnd: () => toEnd(ref),
  };
}

function toEnd({ current }: RefObject<HTMLDivElement | null>): void {
  if (current) current.scrollTop = current.scrollHeight;
}
