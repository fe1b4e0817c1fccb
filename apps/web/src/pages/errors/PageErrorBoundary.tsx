import { Unplug } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { useText } from '../../i18n/text.ts';
import { Button } from '../../ui/Button.tsx';
import { MessagePage } from './MessagePage.tsx';

/** Shows a page instead of a blank one when rendering fails or a page's code cannot be loaded. */
export class PageErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <UnexpectedErrorPage /> : this.props.children;
  }
}

function UnexpectedErrorPage() {
  const text = useText();
  const reload = (
    <Button variant="primary" onClick={() => location.reload()}>
      {text.errors.reload}
    </Button>
  );
  return (
    <MessagePage icon={<Unplug size={36} />} title={text.errors.unexpectedTitle} actions={reload}>
      {text.errors.unexpected}
    </MessagePage>
  );
}
