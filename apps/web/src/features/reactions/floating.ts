import type { ReactionEmoji } from '@cline-meet/protocol';

/** A reaction on its way over the stage. */
export interface Floating {
  id: number;
  emoji: ReactionEmoji;
  name: string;
  /** Where it rises, from 0 at the left to 1 at the right of the strip. */
  lane: number;
}

/** As many as one can tell apart: in a large meeting the oldest give way. */
export const MAX_FLOATING = 24;

/** Neighbours in time rise far from each other: the lanes are the golden ratio's multiples, which never bunch. */
const GOLDEN_RATIO = 0.618_034;

export function withReaction(floating: readonly Floating[], added: Omit<Floating, 'lane'>): Floating[] {
  return [...floating, { ...added, lane: (added.id * GOLDEN_RATIO) % 1 }].slice(-MAX_FLOATING);
}

/** What is said of reactions that came close together: the first three, and how many more. */
export function spoken(
  reactions: readonly { name: string; emoji: string }[],
  text: { said: (name: string, emoji: string) => string; separator: string; more: (count: number) => string },
): string {
  const said = reactions.slice(0, 3).map(({ name, emoji }) => text.said(name, emoji));
  const more = reactions.length - said.length;
  return [...said, ...(more > 0 ? [text.more(more)] : [])].join(text.separator);
}
