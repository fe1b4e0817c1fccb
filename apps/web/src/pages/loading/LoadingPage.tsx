import { useText } from '../../i18n/text.ts';
import { Spinner } from '../../ui/Spinner.tsx';

/** While the code of a page is on its way. */
export function LoadingPage() {
  const text = useText();
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <Spinner size="large" label={text.common.loading} />
    </main>
  );
}
