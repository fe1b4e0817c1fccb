import { useLocation } from 'wouter';
import { useText } from '../../i18n/text.ts';
import { useFailedSignIn } from '../../session/sign-in-error.ts';
import { useProvider } from '../../session/user.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { SignInLink } from '../forms/SignInLink.tsx';

/** Says why signing in came to nothing, on the page where it ended, and what to do next. */
export function FailedSignIn() {
  const text = useText();
  const provider = useProvider();
  const [path] = useLocation();
  const { failed, dismiss } = useFailedSignIn();
  if (failed?.path !== path) return null;
  return (
    <div className="mx-auto w-full max-w-2xl px-4 pb-4">
      <Notice
        tone={failed.error === 'sign_in_cancelled' ? 'info' : 'danger'}
        action={
          <div className="flex flex-wrap gap-2">
            {provider && <SignInLink provider={provider} />}
            <Button variant="quiet" onClick={dismiss}>
              {text.common.close}
            </Button>
          </div>
        }
      >
        {text.home.signInErrors[failed.error]}
      </Notice>
    </div>
  );
}
