import type { ComponentProps, ReactNode } from 'react';
import { Spinner } from './Spinner.tsx';

export interface ButtonLook {
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger';
  size?: 'medium' | 'large';
}

export interface ButtonProps extends ButtonLook, ComponentProps<'button'> {
  icon?: ReactNode;
  /** Shows a spinner and ignores presses, but keeps the focus where it is. */
  busy?: boolean;
}

const variants = {
  primary: 'bg-brand text-on-brand hover:bg-brand-hover',
  secondary: 'border border-line-strong bg-surface text-ink hover:bg-surface-hover',
  quiet: 'text-brand-ink hover:bg-brand-soft',
  danger: 'bg-danger text-on-danger hover:bg-danger-hover',
};
const sizes = { medium: 'min-h-11 px-5 text-sm', large: 'min-h-13 px-7 text-base' };

/** How a button looks, for what only looks like one. */
export function buttonClass({ variant, size }: Required<ButtonLook>, more: string): string {
  return `inline-flex items-center justify-center gap-2 rounded-full font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-50 ${variants[variant]} ${sizes[size]} ${more}`;
}

/** A button with a visible label; `type` is `button` unless told. */
export function Button({
  variant = 'secondary',
  size = 'medium',
  icon,
  busy = false,
  className = '',
  children,
  type = 'button',
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={busy ? 'button' : type}
      aria-disabled={busy || undefined}
      onClick={busy ? undefined : onClick}
      className={buttonClass({ variant, size }, className)}
    >
      {busy ? <Spinner size="small" /> : icon}
      {children}
    </button>
  );
}
