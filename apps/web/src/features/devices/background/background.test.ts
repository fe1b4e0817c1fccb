import { afterEach, describe, expect, it, vi } from 'vitest';
import { rememberBackground, rememberedBackground } from './background.ts';

afterEach(() => vi.unstubAllGlobals());

function storage(kept: Record<string, string> = {}) {
  const items = new Map(Object.entries(kept));
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => items.set(key, value),
    removeItem: (key: string) => items.delete(key),
  });
  return items;
}

describe('the background', () => {
  it('is remembered until there is none again', () => {
    const items = storage();
    rememberBackground('slight');
    expect(rememberedBackground()).toBe('slight');
    rememberBackground('none');
    expect(rememberedBackground()).toBe('none');
    expect(items.size).toBe(0);
  });

  it.each(['', 'beach', 'toString', '{}'])('is none where %s is kept', (kept) => {
    storage({ 'cline-meet.background': kept });
    expect(rememberedBackground()).toBe('none');
  });

  it('is none where the browser keeps nothing', () => {
    vi.stubGlobal('localStorage', undefined);
    expect(rememberedBackground()).toBe('none');
    expect(() => rememberBackground('strong')).not.toThrow();
  });
});
