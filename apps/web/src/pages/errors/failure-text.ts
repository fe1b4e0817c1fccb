import type { ApiFailure } from '../../api/failure.ts';
import type { Catalogue } from '../../i18n/en/catalogue.ts';

/** What happened and what to do next, with the time to wait where the server told it. */
export function failureText(text: Catalogue, failure: ApiFailure): string {
  const sentence = text.errors.code[failure.code];
  if (failure.retryAfterMs === null) return sentence;
  return `${sentence} ${text.errors.retryIn(String(Math.max(1, Math.ceil(failure.retryAfterMs / 1000))))}`;
}
