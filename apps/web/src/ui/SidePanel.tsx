import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { IconButton } from './IconButton.tsx';

export interface SidePanelProps {
  title: string;
  closeLabel: string;
  onClose: () => void;
  children: ReactNode;
}

/**
 * A panel beside the page's main thing, a sheet over it on phones. It takes the focus when it opens and gives it back
 * when it closes; Escape closes it.
 */
export function SidePanel({ title, closeLabel, onClose, children }: SidePanelProps) {
  const id = useId();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const element = panel.current;
    const first = element?.querySelector<HTMLElement>('[data-autofocus]') ?? element;
    first?.focus({ preventScroll: true });
    return () => {
      const lost = document.activeElement === document.body || element?.contains(document.activeElement);
      if (lost && before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented && !event.nativeEvent.isComposing) onClose();
      }}
      className="fixed inset-0 z-30 flex animate-rise flex-col overflow-hidden bg-surface text-ink outline-none sm:static sm:w-90 sm:shrink-0 sm:rounded-card"
    >
      <div className="flex items-center justify-between ps-5 pe-2 pt-2">
        <h2 id={id} className="font-semibold text-lg">
          {title}
        </h2>
        <IconButton label={closeLabel} icon={<X size={20} aria-hidden="true" />} onClick={onClose} />
      </div>
      {children}
    </aside>
  );
}
