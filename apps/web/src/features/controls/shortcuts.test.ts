import { expect, test } from 'vitest';
import { type KeyPress, shortcutOf } from './shortcuts.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

test('Ctrl, and Cmd on a Mac, with D and E switch the devices, while typing too', () => {
  expect(shortcutOf(press('d', { ctrlKey: true }), 'KeyD', false, true)).toBe('microphone');
  expect(shortcutOf(press('e', { metaKey: true }), 'KeyE', true, false)).toBe('camera');
  expect(shortcutOf(press('d', { ctrlKey: true }), 'KeyD', true, false)).toBeNull();
  expect(shortcutOf(press('d'), 'KeyD', false, false)).toBeNull();
  expect(shortcutOf(press('D', { ctrlKey: true, shiftKey: true }), 'KeyD', false, false)).toBeNull();
});

test('with Alt the place of the key counts, whatever it writes', () => {
  expect(shortcutOf(press('ç', { metaKey: true, altKey: true }), 'KeyC', true, false)).toBe('chat');
  expect(shortcutOf(press('h', { ctrlKey: true, altKey: true }), 'KeyH', false, false)).toBe('hand');
});

test('a question mark asks for help, but not while typing one', () => {
  expect(shortcutOf(press('?', { shiftKey: true }), 'Slash', false, false)).toBe('help');
  expect(shortcutOf(press('?', { shiftKey: true }), 'Slash', false, true)).toBeNull();
});
