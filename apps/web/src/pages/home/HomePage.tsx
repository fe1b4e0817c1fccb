import { useText } from '../../i18n/text.ts';
import { Header } from '../header/Header.tsx';

export function HomePage() {
  const text = useText();
  return (
    <>
      <Header />
      <main>
        <h1>{text.home.title}</h1>
      </main>
    </>
  );
}
