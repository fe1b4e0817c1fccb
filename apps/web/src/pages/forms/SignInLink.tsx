import { LogIn } from 'lucide-react';
import { useText } from '../../i18n/text.ts';
import { signInAddress } from '../../session/user.ts';
import type { ButtonLook } from '../../ui/Button.tsx';
import { ButtonLink } from '../../ui/ButtonLink.tsx';

export interface SignInLinkProps extends ButtonLook {
  /** What people call it. */
  provider: string;
  /** Says less on narrow screens. */
  compact?: boolean;
}

/** Leads to the provider, and from there back to this page. */
export function SignInLink({ provider, compact = false, ...look }: SignInLinkProps) {
  const text = useText();
  return (
    <ButtonLink {...look} href={signInAddress()} icon={<LogIn size={18} aria-hidden="true" />}>
      {compact && <span className="sm:hidden">{text.home.signIn}</span>}
      <span className={compact ? 'hidden sm:inline' : undefined}>{text.home.signInWith(provider)}</span>
    </ButtonLink>
  );
}
