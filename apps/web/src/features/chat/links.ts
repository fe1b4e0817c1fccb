/** A piece of a chat message: plain text, or a link that is safe to open. */
export type TextPiece = { type: 'text'; text: string } | { type: 'link'; text: string; href: string };

const LINK_START = /(?<![A-Za-z0-9_])(?:https?:\/\/|www\.)/giu;
/** Where an address ends: white space, quotes, brackets of markup and CJK punctuation, which never follows unspaced. */
const ADDRESS = /^[^\s<>"'`\u3000-\u303f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+/u;
const TRAILING = /[.,;:!?*_~]$/;
const pairs = { ')': '(', ']': '[', '}': '{' } as const;
/**
 * Controls and invisible or direction-changing characters (Unicode Cc, Cf) let an address look like another one,
 * so a candidate that holds one stays text.
 */
const DECEPTIVE = /[\p{Cc}\p{Cf}]/u;

/**
 * Splits a message into text and links. Only http and https become links, whatever is written. Joined again, the
 * pieces are the message.
 */
export function splitLinks(message: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let textStart = 0;
  for (const match of message.matchAll(LINK_START)) {
    if (match.index < textStart) continue;
    const candidate = trimTrailing(ADDRESS.exec(message.slice(match.index))?.[0] ?? '');
    const href = safeHref(candidate);
    if (!href) continue;
    if (match.index > textStart) pieces.push({ type: 'text', text: message.slice(textStart, match.index) });
    pieces.push({ type: 'link', text: candidate, href });
    textStart = match.index + candidate.length;
  }
  if (textStart < message.length) pieces.push({ type: 'text', text: message.slice(textStart) });
  return pieces;
}

/** Punctuation at the end belongs to the sentence, and so does a closing bracket that the address did not open. */
function trimTrailing(candidate: string): string {
  let rest = candidate;
  for (;;) {
    const last = rest.at(-1);
    if (last === undefined) return rest;
    const opening = last in pairs ? pairs[last as keyof typeof pairs] : null;
    const unopened = opening !== null && rest.split(opening).length < rest.split(last).length;
    if (!unopened && !TRAILING.test(rest)) return rest;
    rest = rest.slice(0, -1);
  }
}

function safeHref(candidate: string): string | null {
  if (DECEPTIVE.test(candidate)) return null;
  const url = parse(withScheme(candidate));
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  // `https://bank.example@evil.example` shows one host and opens another.
  if (url.username !== '' || url.password !== '') return null;
  return url.hostname.includes('.') || url.hostname === 'localhost' || url.hostname.startsWith('[') ? url.href : null;
}

function withScheme(candidate: string): string {
  return candidate.toLowerCase().startsWith('www.') ? `https://${candidate}` : candidate;
}

function parse(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}
