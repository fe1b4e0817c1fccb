const words = /[\s\u3000]+/;
const segmenter = typeof Intl.Segmenter === 'function' ? new Intl.Segmenter() : null;

/** One or two characters that stand for a name: two words give two in alphabets, one in scripts such as kanji. */
export function initials(name: string): string {
  const [first = '', ...others] = name.trim().split(words);
  const last = others.at(-1);
  const start = firstCharacter(first).toLocaleUpperCase();
  if (last === undefined || !startsWithLetterOfCase(first) || !startsWithLetterOfCase(last)) return start;
  return start + firstCharacter(last).toLocaleUpperCase();
}

/** Which of `count` colours belongs to an id; the same on every screen. */
export function colourIndex(id: string, count: number): number {
  let hash = 2166136261;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16777619);
  return (hash >>> 0) % count;
}

/** A character as people count them: an emoji of several code points is one. */
function firstCharacter(text: string): string {
  if (!segmenter) return [...text][0] ?? '';
  for (const { segment } of segmenter.segment(text)) return segment;
  return '';
}

function startsWithLetterOfCase(word: string): boolean {
  const letter = firstCharacter(word);
  return letter.toLocaleUpperCase() !== letter.toLocaleLowerCase();
}
