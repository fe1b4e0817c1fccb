import type { ComponentProps, ReactNode } from 'react';
import { type Side, Tooltip } from './Tooltip.tsx';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'aria-label'> {
  /** The accessible name, shown as the tooltip. For a toggle it says what a press will do. */
  label: string;
  icon: ReactNode;
  tone?: 'quiet' | 'raised' | 'active' | 'danger';
  size?: 'medium' | 'large';
  tooltipSide?: Side;
}

const tones = {
  quiet: 'text-ink-soft hover:bg-surface-hover hover:text-ink',
  raised: 'bg-surface-hover text-ink hover:bg-line',
  active: 'bg-brand text-on-brand hover:bg-brand-hover',
  danger: 'bg-danger text-on-danger hover:bg-danger-hover',
};
const sizes = { medium: 'size-11', large: 'size-13' };

/** A round button that shows an icon alone. */
export function IconButton({
  label,
  icon,
  tone = 'quiet',
  size = 'medium',
  tooltipSide = 'top',
  className = '',
  type = 'button',
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip content={label} side={tooltipSide}>
      <button
        {...rest}
        type={type}
        aria-label={label}
        className={`inline-flex shrink-0 items-center justify-center rounded-full transition-colors disabled:cursor-not-allowed disabled:opacity-50 ${tones[tone]} ${sizes[size]} ${className}`}
      >
        {icon}
      </button>
    </Tooltip>
  );
}
