import { Popover as Base } from '@base-ui/react/popover';
import type { ReactElement, ReactNode } from 'react';
import type { Side } from './Tooltip.tsx';

export interface PopoverProps {
  /** The button that opens it; it must pass its props and ref on. */
  trigger: ReactElement;
  title: string;
  side?: Side;
  align?: 'start' | 'center' | 'end';
  children: ReactNode;
}

/** A small panel behind a button, to read rather than to choose from. Escape and a click elsewhere close it. */
export function Popover({ trigger, title, side = 'bottom', align = 'start', children }: PopoverProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side={side} align={align} sideOffset={6} collisionPadding={8} className="z-50">
          <Base.Popup className="flex max-h-(--available-height) w-96 max-w-[calc(100vw-1rem)] animate-rise flex-col gap-3 overflow-y-auto rounded-card border border-line bg-surface p-5 text-ink text-sm shadow-float outline-none">
            <Base.Title className="font-semibold text-base">{title}</Base.Title>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
