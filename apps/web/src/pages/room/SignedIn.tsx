import type { User } from '@cline-meet/protocol';
import { WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useText } from '../../i18n/text.ts';
import { useUser } from '../../session/user.ts';
import { Button } from '../../ui/Button.tsx';
import { failureText } from '../errors/failure-text.ts';
import { HomeButton } from '../errors/HomeButton.tsx';
import { MessagePage } from '../errors/MessagePage.tsx';
import { LoadingPage } from '../loading/LoadingPage.tsx';
import { NamePage } from './NamePage.tsx';

/** Shows its children to who is signed in, and to others first asks who they are. */
export function SignedIn({ children }: { children: (user: User) => ReactNode }) {
  const text = useText();
  const me = useUser((state) => state.me);
  switch (me.status) {
    case 'loading':
      return <LoadingPage />;
    case 'ready':
      return me.user ? children(me.user) : <NamePage signIn={me.signIn} />;
    case 'failed': {
      const retry = (
        <Button variant="primary" onClick={() => void useUser.getState().load()}>
          {text.common.tryAgain}
        </Button>
      );
      return (
        <MessagePage
          icon={<WifiOff size={36} />}
          title={text.lobby.failedTitle}
          actions={
            <>
              <HomeButton variant="secondary" />
              {retry}
            </>
          }
        >
          {failureText(text, me.failure)}
        </MessagePage>
      );
    }
    default:
      return me satisfies never;
  }
}
