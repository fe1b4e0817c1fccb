import { ApiError } from '@cline-meet/protocol';
import type * as z from 'zod/mini';
import { ApiFailure } from './failure.ts';

const TIMEOUT_MS = 15_000;

/** A schema of the protocol that checks what the server answers. */
type Schema<Answer> = z.ZodMiniType<Answer>;

interface Call {
  method: 'GET' | 'POST';
  body?: unknown;
}

/** Calls the server and returns its checked answer. Rejects with an {@link ApiFailure} and with nothing else. */
export async function request<Answer>(path: string, schema: Schema<Answer>, call: Call): Promise<Answer> {
  const response = await send(path, call);
  const body = await response.json().catch(() => null);
  const parsed = schema.safeParse(body);
  // An answer of another shape comes from a proxy's page or from another version of the server.
  if (!parsed.success) throw new ApiFailure('unavailable');
  return parsed.data;
}

/** As {@link request}, for answers without a body. */
export async function requestNothing(path: string, call: Call): Promise<void> {
  await send(path, call);
}

async function send(path: string, { method, body }: Call): Promise<Response> {
  const response = await fetch(path, {
    method,
    credentials: 'same-origin',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? null : JSON.stringify(body),
  }).catch(() => {
    throw new ApiFailure('unavailable');
  });
  if (!response.ok) throw await failureOf(response);
  return response;
}

async function failureOf(response: Response): Promise<ApiFailure> {
  const parsed = ApiError.safeParse(await response.json().catch(() => null));
  if (!parsed.success) return new ApiFailure('unavailable');
  const { code, retryAfterMs } = parsed.data.error;
  return new ApiFailure(code, retryAfterMs ?? null);
}
