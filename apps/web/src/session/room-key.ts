import { parseRoomCode, type RoomCode } from '@cline-meet/protocol';
import { rememberedItem, rememberItem } from '../storage/remembered.ts';

/*
 * The keys of encrypted meetings: 128 random bits, base64url, in the fragment of the meeting's link. Browsers send a
 * fragment to no server, nor as a referrer. Besides the link a key is kept in this browser's storage alone.
 */
export type RoomKey = string & { readonly roomKey: unique symbol };

const KEY_BYTES = 16;
const KEY = /^[A-Za-z0-9_-]{22}$/;
const KEY_IN_LINK = /#(?:[^#]*&)?key=([A-Za-z0-9_-]{22})(?:[&\s]|$)/;
const REMEMBERED = 'cline-meet.room-keys';
/** Longer than any meeting can be entered. */
const KEEP_MS = 48 * 3_600_000;

/** Whether this browser can take part in an encrypted meeting. On insecure origins there is no WebCrypto. */
export function encryptionSupported(): boolean {
  return 'RTCRtpScriptTransform' in globalThis && globalThis.crypto?.subtle !== undefined;
}

export function createRoomKey(): RoomKey {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '') as RoomKey;
}

export function keyBytes(key: RoomKey): Uint8Array<ArrayBuffer> {
  const text = atob(key.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** What a person pasted for a meeting: its full link, the end of it, or the key alone. */
export function roomKeyIn(pasted: string, code: RoomCode): RoomKey | 'other_meeting' | null {
  const text = pasted.trim();
  if (KEY.test(text)) return text as RoomKey;
  const key = keyInLink(text);
  if (!key) return null;
  const named = parseRoomCode(text.slice(0, text.indexOf('#')));
  return named === null || named === code ? key : 'other_meeting';
}

/** The key in a link's fragment. */
export function keyInLink(link: string): RoomKey | null {
  return (KEY_IN_LINK.exec(link)?.[1] ?? null) as RoomKey | null;
}

/** A room's path within the app, with its key where this browser knows it. */
export function roomPath(code: RoomCode, key = rememberedRoomKey(code)): string {
  return key ? `/${code}#key=${key}` : `/${code}`;
}

/** The key of the room whose page this is, by its address or, after a way round that lost the fragment, by memory. */
export function presentRoomKey(code: RoomCode): RoomKey | null {
  const key = keyInLink(location.hash) ?? rememberedRoomKey(code);
  if (key) takeRoomKey(code, key);
  return key;
}

/** Remembers a key, and puts it into the address of the room's page, where a reload and a copied address find it. */
export function takeRoomKey(code: RoomCode, key: RoomKey): void {
  rememberRoomKey(code, key);
  if (keyInLink(location.hash) !== key) history.replaceState(history.state, '', roomPath(code, key));
}

export function rememberRoomKey(code: RoomCode, key: RoomKey): void {
  const kept = rememberedKeys();
  if (kept[code]?.key === key) return;
  rememberItem(REMEMBERED, JSON.stringify({ ...kept, [code]: { key, keptAtMs: Date.now() } }));
}

/** For whoever uses this browser next. */
export function forgetRoomKeys(): void {
  rememberItem(REMEMBERED, null);
}

function rememberedRoomKey(code: RoomCode): RoomKey | null {
  return rememberedKeys()[code]?.key ?? null;
}

type Kept = Record<string, { key: RoomKey; keptAtMs: number }>;

function rememberedKeys(): Kept {
  try {
    const kept: unknown = JSON.parse(rememberedItem(REMEMBERED) ?? '{}');
    return Object.fromEntries(Object.entries(kept ?? {}).filter(([, entry]) => isKept(entry)));
  } catch {
    return {};
  }
}

function isKept(entry: unknown): entry is Kept[string] {
  if (typeof entry !== 'object' || entry === null || !('key' in entry) || !('keptAtMs' in entry)) return false;
  const { key, keptAtMs } = entry;
  return typeof key === 'string' && KEY.test(key) && typeof keptAtMs === 'number' && keptAtMs > Date.now() - KEEP_MS;
}
