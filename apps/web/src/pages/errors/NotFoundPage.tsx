import { MapPinOff } from 'lucide-react';
import { useText } from '../../i18n/text.ts';
import { HomeButton } from './HomeButton.tsx';
import { MessagePage } from './MessagePage.tsx';

/** For an address that is neither home nor a meeting code. */
export function NotFoundPage() {
  const text = useText();
  return (
    <MessagePage icon={<MapPinOff size={36} />} title={text.errors.notFoundTitle} actions={<HomeButton />}>
      {text.errors.notFound}
    </MessagePage>
  );
}
