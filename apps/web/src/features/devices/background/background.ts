import { rememberedItem, rememberItem } from '../../../storage/remembered.ts';

const REMEMBERED_BACKGROUND = 'cline-meet.background';

/** What is done to all that is behind a person, from nothing to much. */
export const backgrounds = ['none', 'slight', 'strong'] as const;
export type Background = (typeof backgrounds)[number];

/** How far the blur spreads, as a share of the picture's width. */
export const blurShare = { slight: 1 / 110, strong: 1 / 36 } satisfies Record<Exclude<Background, 'none'>, number>;

export function isBackground(value: unknown): value is Background {
  return backgrounds.some((background) => background === value);
}

/** What this browser keeps; `none` where it keeps nothing that is known. */
export function rememberedBackground(): Background {
  const kept = rememberedItem(REMEMBERED_BACKGROUND);
  return isBackground(kept) ? kept : 'none';
}

export function rememberBackground(background: Background): void {
  rememberItem(REMEMBERED_BACKGROUND, background === 'none' ? null : background);
}
