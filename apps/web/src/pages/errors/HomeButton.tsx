import { useLocation } from 'wouter';
import { useText } from '../../i18n/text.ts';
import { Button } from '../../ui/Button.tsx';

/** Leads home; the usual way out of a page that has nothing else to offer. */
export function HomeButton({ variant = 'primary' }: { variant?: 'primary' | 'secondary' }) {
  const text = useText();
  const [, navigate] = useLocation();
  return (
    <Button variant={variant} onClick={() => navigate('/')}>
      {text.common.backHome}
    </Button>
  );
}
