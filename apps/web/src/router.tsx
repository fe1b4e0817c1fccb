import { parseRoomCode, ROOM_CODE_PATTERN } from '@cline-meet/protocol';
import { lazy, Suspense } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { NotFoundPage } from './pages/errors/NotFoundPage.tsx';
import { PageErrorBoundary } from './pages/errors/PageErrorBoundary.tsx';
import { HomePage } from './pages/home/HomePage.tsx';
import { LoadingPage } from './pages/loading/LoadingPage.tsx';

// The room brings the sdk, the media code and the meeting: nobody on the home page should wait for them.
const RoomPage = lazy(() => import('./pages/room/RoomPage.tsx').then((module) => ({ default: module.RoomPage })));

/** `/` is home, `/abc-mnop-xyz` a room; other spellings of a code lead to it, anything else is not found. */
export function Router() {
  return (
    <PageErrorBoundary>
      <Suspense fallback={<LoadingPage />}>
        <Switch>
          <Route path="/">
            <HomePage />
          </Route>
          <Route path="/:code">{({ code }) => <RoomRoute address={code} />}</Route>
          <Route>
            <NotFoundPage />
          </Route>
        </Switch>
      </Suspense>
    </PageErrorBoundary>
  );
}

function RoomRoute({ address }: { address: string }) {
  const code = parseRoomCode(address);
  if (!code) return <NotFoundPage />;
  if (!ROOM_CODE_PATTERN.test(address)) return <Redirect to={`/${code}${location.hash}`} replace />;
  // Another room is another page: nothing of the former one's state may stay.
  return <RoomPage key={code} code={code} />;
}
