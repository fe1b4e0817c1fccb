import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitLinks } from './links.ts';

const hrefs = (message: string) => splitLinks(message).flatMap((piece) => (piece.type === 'link' ? [piece.href] : []));
const linkTexts = (message: string) =>
  splitLinks(message).flatMap((piece) => (piece.type === 'link' ? [piece.text] : []));

describe('links in a sentence', () => {
  test.each([
    ['see https://example.org/a?b=c#d', ['https://example.org/a?b=c#d']],
    ['https://example.org.', ['https://example.org']],
    ['(https://example.org/x)', ['https://example.org/x']],
    ['https://en.example.org/wiki/Go_(game)', ['https://en.example.org/wiki/Go_(game)']],
    ['www.example.org, please', ['www.example.org']],
    ['HTTP://EXAMPLE.ORG/A!', ['HTTP://EXAMPLE.ORG/A']],
    ['資料はhttps://example.org/資料、です', ['https://example.org/資料']],
    ['資料は https://example.org/a、をご覧ください。', ['https://example.org/a']],
    ['「https://example.org」', ['https://example.org']],
    ['a https://a.example b http://b.example', ['https://a.example', 'http://b.example']],
    ['http://localhost:8080/x', ['http://localhost:8080/x']],
    ['no link here: example', []],
    ['xhttps://example.org', []],
    ['https://', []],
    ['https://...', []],
  ])('%s', (message, expected) => {
    expect(linkTexts(message)).toEqual(expected);
  });
});

describe('attacks stay text', () => {
  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\u0000script:alert(1)',
    ' javascript://example.org/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox(1)',
    'file:///etc/passwd',
    'blob:https:x',
    'https://bank.example@evil.example/',
    'https://user:pass@evil.example/',
    'https://evil.example/\u202egnp.exe',
    'https://exam\u200bple.org/',
    'https://example\u2066.org/',
    'https://\u0000example.org',
  ])('%j', (message) => {
    expect(hrefs(message)).toEqual([]);
  });

  test('markup around an address is not part of it', () => {
    expect(linkTexts('<a href="https://example.org/"onclick=alert(1)>')).toEqual(['https://example.org/']);
  });

  test('a look-alike host is opened, and shown in the title, by its real name', () => {
    expect(hrefs('https://еxample.org/')).toEqual(['https://xn--xample-2of.org/']);
  });
});

test('any text comes out whole, and only web links come out', () => {
  const part = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('https://', 'www.', 'javascript:', 'a.b', '(', ')', '.', ' ', '@'),
  );
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const message = parts.join('');
      expect(
        splitLinks(message)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(message);
      for (const href of hrefs(message)) expect(href).toMatch(/^https?:\/\//);
    }),
  );
});
