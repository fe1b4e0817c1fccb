/** What a key does in the meeting. */
export type Shortcut = 'microphone' | 'camera' | 'hand' | 'chat' | 'people' | 'help';

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

const withModifier: Record<string, Shortcut> = { d: 'microphone', e: 'camera' };
const withModifierAndAlt: Record<string, Shortcut> = { KeyH: 'hand', KeyC: 'chat', KeyP: 'people' };

/**
 * The shortcut of a key press, or null. Ctrl, or Cmd on a Mac, as in Google Meet. `code` tells the key where Alt
 * changes what it writes. A lone `?` counts only outside of text fields.
 */
export function shortcutOf(press: KeyPress, code: string, mac: boolean, typing: boolean): Shortcut | null {
  const modifier = mac ? press.metaKey && !press.ctrlKey : press.ctrlKey && !press.metaKey;
  if (modifier && press.altKey && !press.shiftKey) return withModifierAndAlt[code] ?? null;
  if (modifier && !press.altKey && !press.shiftKey) return withModifier[press.key.toLowerCase()] ?? null;
  return press.key === '?' && !typing && !modifier && !press.altKey ? 'help' : null;
}

export function isMac(platform: string): boolean {
  return /mac|iphone|ipad/i.test(platform);
}
