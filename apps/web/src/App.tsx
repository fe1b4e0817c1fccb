import { CSPProvider } from '@base-ui/react/csp-provider';
import { useEffect } from 'react';
import { Router } from './router.tsx';
import { useUser } from './session/user.ts';
import { LiveRegion } from './ui/LiveRegion.tsx';

/** The whole app. Base UI's own <style> elements are off because the security policy forbids them. */
export function App() {
  useEffect(() => void useUser.getState().load(), []);
  return (
    <CSPProvider disableStyleElements>
      <Router />
      <LiveRegion />
    </CSPProvider>
  );
}
