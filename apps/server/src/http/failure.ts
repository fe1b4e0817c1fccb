import { type ApiError, type ErrorCode, errorMeanings } from '@cline-meet/protocol';

/** The HTTP status of each error that the API gives. */
const statuses: Partial<Record<ErrorCode, number>> = {
  invalid_request: 400,
  unauthorized: 401,
  forbidden: 403,
  guests_not_allowed: 403,
  not_found: 404,
  room_not_found: 404,
  room_expired: 410,
  room_ended: 410,
  room_locked: 423,
  rate_limited: 429,
  unavailable: 503,
};

/** Thrown by a route to answer with an error of the protocol's list. */
export class Failure extends Error {
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;

  /** `detail` is for developers, in English; what people read is the app's to say. */
  constructor(code: ErrorCode, detail: string = errorMeanings[code], retryAfterMs?: number) {
    super(detail);
    this.name = 'Failure';
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  get status(): number {
    return statusOf(this.code);
  }

  toBody(): ApiError {
    const retryAfter = this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs };
    return { error: { code: this.code, message: this.message, ...retryAfter } };
  }
}

export function statusOf(code: ErrorCode): number {
  return statuses[code] ?? 500;
}
