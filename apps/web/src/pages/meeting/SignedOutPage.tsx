import { LogIn, LogOut } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useText } from '../../i18n/text.ts';
import { forgetMeeting } from '../../session/meeting.ts';
import { useSignedIn, useUser } from '../../session/user.ts';
import { Button } from '../../ui/Button.tsx';
import { HomeButton } from '../errors/HomeButton.tsx';
import { MessagePage } from '../errors/MessagePage.tsx';
import { LoadingPage } from '../loading/LoadingPage.tsx';

/**
 * After the login with which this tab was in the meeting has ended: by signing out elsewhere, or by signing in as
 * someone else. Coming back is left to the person, as it may show the others another name.
 */
export function SignedOutPage() {
  const text = useText();
  const asked = useAskedWhoIsSignedIn();
  const user = useSignedIn();
  if (!asked) return <LoadingPage />;
  const { signedInAnew, left } = text.meeting;
  return (
    <MessagePage
      icon={user ? <LogIn size={36} /> : <LogOut size={36} />}
      title={user ? signedInAnew.title(user.name) : left.signedOut}
      actions={
        <>
          <HomeButton variant="secondary" />
          <Button variant="primary" onClick={forgetMeeting}>
            {left.rejoin}
          </Button>
        </>
      }
    >
      {user ? signedInAnew.text(user.name) : text.errors.close.signedOut}
    </MessagePage>
  );
}

/** Asks at once, and again whenever the person comes back to this tab: a sign-in elsewhere may have gone on. */
function useAskedWhoIsSignedIn(): boolean {
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    const ask = () =>
      void useUser
        .getState()
        .refresh()
        .then(() => setAsked(true));
    ask();
    window.addEventListener('focus', ask);
    return () => window.removeEventListener('focus', ask);
  }, []);
  return asked;
}
