import { RecentRooms } from '@cline-meet/protocol';
import { afterEach, expect, test, vi } from 'vitest';
import { request, requestNothing } from './request.ts';

afterEach(() => vi.unstubAllGlobals());

function answerWith(response: Response | Error) {
  const fetch = vi.fn(() => (response instanceof Error ? Promise.reject(response) : Promise.resolve(response)));
  vi.stubGlobal('fetch', fetch);
  return fetch;
}

const rooms = () => request('/api/rooms', RecentRooms, { method: 'GET' });

test('an answer is checked against its schema and loses what it does not know', async () => {
  answerWith(Response.json({ rooms: [], extra: 1 }));
  await expect(rooms()).resolves.toEqual({ rooms: [] });
});

test('an error of the server keeps its code and the time to wait', async () => {
  const error = { code: 'rate_limited', message: 'slow down', retryAfterMs: 1500 };
  answerWith(Response.json({ error }, { status: 429 }));
  await expect(rooms()).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 1500 });
});

test.each([
  ['a network that does not answer', new TypeError('Failed to fetch')],
  ['an answer of another shape', Response.json({ rooms: 'none' })],
  ["a proxy's page", new Response('<h1>Bad gateway</h1>', { status: 502 })],
  ["a proxy's page that claims success", new Response('<h1>Sign in to Wi-Fi</h1>')],
])('%s is unavailable', async (_name, response) => {
  answerWith(response);
  await expect(rooms()).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: null });
});

test('a request without a body sends none, and an answer without one is fine', async () => {
  const fetch = answerWith(new Response(null, { status: 204 }));
  await expect(requestNothing('/api/logout', { method: 'POST' })).resolves.toBeUndefined();
  expect(fetch).toHaveBeenCalledWith('/api/logout', expect.objectContaining({ method: 'POST', body: null }));
});
