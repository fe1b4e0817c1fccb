import { Tooltip as Base } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';

export type Side = 'top' | 'bottom' | 'left' | 'right';

export interface TooltipProps {
  content: ReactNode;
  side?: Side;
  /** The one element that the tooltip describes; it must pass its props and ref on. */
  children: ReactElement;
}

/** A short hint on hover and on keyboard focus. Never the only place of a piece of information. */
export function Tooltip({ content, side = 'top', children }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={8} className="z-50">
          <Base.Popup className="max-w-64 animate-rise rounded-lg bg-tooltip px-2.5 py-1.5 text-on-tooltip text-xs shadow-float">
            {content}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** Once around the app: after the first tooltip its neighbours open without delay. */
export const TooltipProvider = Base.Provider;
