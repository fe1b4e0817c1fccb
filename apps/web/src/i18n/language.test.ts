import { expect, test } from 'vitest';
import { chooseLanguage } from './language.ts';

test('the remembered choice wins over the browser', () => {
  expect(chooseLanguage('ja', ['en-GB'])).toBe('ja');
});

test("the first of the browser's languages that we speak is taken", () => {
  expect(chooseLanguage(null, ['de-CH', 'ja-JP', 'en'])).toBe('ja');
  expect(chooseLanguage('xx', ['EN-us', 'ja'])).toBe('en');
});

test('English where nothing fits', () => {
  expect(chooseLanguage(null, ['de', 'fr'])).toBe('en');
  expect(chooseLanguage(null, [])).toBe('en');
});
