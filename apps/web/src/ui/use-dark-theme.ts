import { useLayoutEffect } from 'react';

/** Makes the whole document dark while the calling component is mounted. */
export function useDarkTheme(): void {
  useLayoutEffect(() => {
    const root = document.documentElement;
    const themeColour = document.querySelector<HTMLMetaElement>('meta[name="theme-color"]');
    const before = themeColour?.content ?? '';
    root.dataset.theme = 'dark';
    if (themeColour) themeColour.content = '#111816';
    return () => {
      delete root.dataset.theme;
      if (themeColour) themeColour.content = before;
    };
  }, []);
}
