import type { ErrorCode } from '@cline-meet/protocol';

/** A request that did not succeed. `unavailable` also stands for a network that does not answer. */
export class ApiFailure extends Error {
  readonly code: ErrorCode;
  /** How long to wait before the next try, in ms, where the server told. */
  readonly retryAfterMs: number | null;

  constructor(code: ErrorCode, retryAfterMs: number | null = null) {
    super(code);
    this.name = 'ApiFailure';
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** What was thrown, as an ApiFailure; anything else than one is `internal`. */
export function asFailure(error: unknown): ApiFailure {
  return error instanceof ApiFailure ? error : new ApiFailure('internal');
}
