import { describe, expect, test } from 'vitest';
import { en } from './en/catalogue.ts';
import { ja } from './ja/catalogue.ts';

/** Names and forms that are the same in both languages. */
const sameInBoth = /^[\s,.:>/#()A-Z]*$/;
const japanese = /[\u3040-\u30ff\u4e00-\u9fff、。]/;
/** Words that stay Latin in Japanese text: brands, protocols and examples. */
const latinWords =
  /\b(?:cline-meet|Google|JavaScript|Safari|Web|HTTPS|https|localhost|abc-mnop-xyz|Bluetooth|Wi-Fi|Enter|Shift|Ctrl|Alt|Cmd|Esc|URL|ID|SFU|FPS)\b/g;

type Entry = [path: string, value: unknown];

function entries(value: object, path = ''): Entry[] {
  return Object.entries(value).flatMap(([key, child]): Entry[] =>
    typeof child === 'object' && child !== null ? entries(child, `${path}${key}.`) : [[path + key, child]],
  );
}

/** What a text says with sample arguments in its places. */
function words(value: unknown): string {
  if (typeof value !== 'function') return String(value);
  const list = Object.assign(['2', '2'], { toString: () => '2' });
  for (const sample of ['2', list]) {
    try {
      return String(value(sample, '2', '2'));
    } catch {
      // Takes a list where the sample is a word.
    }
  }
  throw new Error('no sample fits');
}

const english = new Map(entries(en));
const translated = new Map(entries(ja));

test('both languages have the same keys', () => {
  expect([...translated.keys()].sort()).toEqual([...english.keys()].sort());
});

describe('Japanese', () => {
  test.each([...translated])('%s has no English left', (path, value) => {
    const text = words(value);
    expect(text.trim(), path).not.toBe('');
    if (sameInBoth.test(text.replace(/\d/g, ''))) return;
    expect(text.replace(latinWords, '').replace(japanese, '')).not.toMatch(/[A-Za-z]{2,}/);
    if (text !== words(english.get(path))) return;
    expect(text, `${path} is the English text`).toMatch(japanese);
  });
});

test('every text of English says something and fills its places', () => {
  for (const [path, value] of english) expect(words(value), path).toMatch(/\S|, /);
});
