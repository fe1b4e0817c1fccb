import { Popover as Base } from '@base-ui/react/popover';
import { Toolbar } from '@base-ui/react/toolbar';
import type { ReactElement, ReactNode } from 'react';
import { Tooltip } from './Tooltip.tsx';

export interface ToolbarPopoverProps {
  /** The button that opens it; it must pass its props and ref on. */
  trigger: ReactElement;
  label: string;
  /** {@link ToolbarButton}. */
  children: ReactNode;
}

/** A row of buttons behind a button, which stays for several presses. The arrow keys go along it; Escape and a click elsewhere close it. */
export function ToolbarPopover({ trigger, label, children }: ToolbarPopoverProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side="top" sideOffset={10} collisionPadding={8} className="z-50">
          <Base.Popup
            aria-label={label}
            className="animate-rise rounded-full border border-line bg-surface p-1 text-ink shadow-float outline-none"
          >
            <Toolbar.Root aria-label={label} className="flex">
              {children}
            </Toolbar.Root>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function ToolbarButton({ label, icon, onPress }: { label: string; icon: ReactNode; onPress: () => void }) {
  return (
    <Tooltip content={label}>
      <Toolbar.Button
        aria-label={label}
        onClick={onPress}
        className="inline-flex size-11 items-center justify-center rounded-full font-emoji text-2xl hover:bg-surface-hover"
      >
        {icon}
      </Toolbar.Button>
    </Tooltip>
  );
}
