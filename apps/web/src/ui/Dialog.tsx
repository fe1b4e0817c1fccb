import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  /** The name of the button that closes it. */
  closeLabel: string;
  size?: 'medium' | 'large';
  children?: ReactNode;
  /** Buttons, the main one last. */
  footer?: ReactNode;
}

const sizes = { medium: 'sm:max-w-md', large: 'sm:max-w-2xl' };

/** A modal dialog: it holds the focus, closes on Escape, and gives the focus back. A sheet from below on phones. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  closeLabel,
  size = 'medium',
  children,
  footer,
}: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/50" />
        <Base.Popup
          className={`fixed inset-x-0 bottom-0 z-40 flex max-h-[92dvh] animate-rise flex-col rounded-t-card bg-surface text-ink shadow-float outline-none sm:inset-0 sm:m-auto sm:h-fit sm:w-[calc(100%-3rem)] sm:rounded-card ${sizes[size]}`}
        >
          <div className="flex items-start justify-between gap-4 ps-6 pe-3 pt-4">
            <Base.Title className="pt-1.5 font-semibold text-lg">{title}</Base.Title>
            <Base.Close
              aria-label={closeLabel}
              className="inline-flex size-11 shrink-0 items-center justify-center rounded-full text-ink-soft hover:bg-surface-hover hover:text-ink"
            >
              <X size={20} aria-hidden="true" />
            </Base.Close>
          </div>
          {description && <Base.Description className="px-6 text-ink-soft text-sm">{description}</Base.Description>}
          <div className="min-h-0 overflow-y-auto px-6 pt-3 pb-6">{children}</div>
          {footer && (
            <div className="flex flex-wrap justify-end gap-3 border-line border-t px-6 py-4 pb-[max(1rem,env(safe-area-inset-bottom))]">
              {footer}
            </div>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
