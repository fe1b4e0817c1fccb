import { LogIn } from 'lucide-react';
import { useText } from '../../i18n/text.ts';
import { signInAddress } from '../../session/user.ts';
import type { ButtonLook } from '../../ui/Button.tsx';
import { ButtonLink } from '../../ui/ButtonLink.tsx';

export interface SignInLinkProps extends ButtonLook {
  /** What people call it. */
  provider: string;
  /** Only the icon shows on narrow screens. */
  compact?: boolean;
}

/** Leads to the provider, and from there back to this page. */
export function SignInLink({ provider, compact = false, ...look }: SignInLinkProps) {
  const text = useText();
  return (
    <ButtonLink
      {...look}
      className={compact ? 'shrink-0 max-sm:size-11 max-sm:px-0' : ''}
      href={signInAddress()}
      icon={<LogIn size={18} aria-hidden="true" />}
    >
      <span className={compact ? 'max-sm:sr-only' : undefined}>{text.home.signInWith(provider)}</span>
    </ButtonLink>
  );
}
