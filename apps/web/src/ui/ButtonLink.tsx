import type { ComponentProps, ReactNode } from 'react';
import { type ButtonLook, buttonClass } from './Button.tsx';

export interface ButtonLinkProps extends ButtonLook, ComponentProps<'a'> {
  href: string;
  icon?: ReactNode;
}

/** A link out of the app that looks like a button. */
export function ButtonLink({
  variant = 'secondary',
  size = 'medium',
  icon,
  className = '',
  children,
  ...rest
}: ButtonLinkProps) {
  return (
    <a {...rest} className={buttonClass({ variant, size }, className)}>
      {icon}
      {children}
    </a>
  );
}
