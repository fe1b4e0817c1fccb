import type { Language } from './language.ts';

const units = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const;

/** The time of day, `9:05 AM` or `9:05`. */
export function formatTime(date: Date, language: Language): string {
  return new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' }).format(date);
}

/** Day and time of day, `Wed, Nov 25, 9:05 AM` or `11月25日(水) 9:05`. */
export function formatDateTime(date: Date, language: Language): string {
  return new Intl.DateTimeFormat(language, {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  }).format(date);
}

/** How far `date` is from `now`, in the largest whole unit: `in 5 hours`, `5 時間後`. */
export function formatRelative(date: Date, now: Date, language: Language): string {
  const differenceMs = date.getTime() - now.getTime();
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
  for (const { unit, ms } of units) {
    if (Math.abs(differenceMs) >= ms) return format.format(Math.trunc(differenceMs / ms), unit);
  }
  return format.format(differenceMs < 0 ? -1 : 1, 'minute');
}

export function formatNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(language).format(value);
}
