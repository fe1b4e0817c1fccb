import type { Me } from '@cline-meet/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useUser } from './user.ts';

const signIn = { guests: true, google: false, provider: null };
const rights = { mayCreateRooms: true, roomCreators: 'anyone' };
const user = { userId: '6f1c2f9e-52f5-4b4e-9d0c-0f6e5d5f6a10', name: 'Ada', avatarUrl: null, kind: 'guest' };

function serve(answers: Record<string, () => Response>) {
  vi.stubGlobal('fetch', (path: string) => Promise.resolve(answers[path]?.() ?? new Response(null, { status: 502 })));
}

beforeEach(() => useUser.setState({ me: { status: 'loading' } }));
afterEach(() => vi.unstubAllGlobals());

test('a guest signs in, and out again', async () => {
  serve({
    '/api/me': () => Response.json({ user: null, signIn, ...rights }),
    '/api/guest': () => Response.json({ user, signIn, ...rights } as Me),
    '/api/logout': () => new Response(null, { status: 204 }),
  });
  await useUser.getState().load();
  expect(useUser.getState().me).toEqual({ status: 'ready', user: null, signIn, ...rights });
  await useUser.getState().signInAsGuest('Ada');
  expect(useUser.getState().me).toEqual({ status: 'ready', user, signIn, ...rights });
  await useUser.getState().signOut();
  expect(useUser.getState().me).toEqual({ status: 'ready', user: null, signIn, ...rights });
});

test('a server that is away is told, and asking again mends it', async () => {
  serve({});
  await useUser.getState().load();
  expect(useUser.getState().me).toMatchObject({ status: 'failed', failure: { code: 'unavailable' } });
  serve({ '/api/me': () => Response.json({ user, signIn, ...rights }) });
  await useUser.getState().load();
  expect(useUser.getState().me).toMatchObject({ status: 'ready', user: { name: 'Ada' } });
});

test('who is signed in by now is shown without forgetting who was, until the answer is there', async () => {
  serve({ '/api/me': () => Response.json({ user, signIn, ...rights }) });
  await useUser.getState().load();
  serve({ '/api/me': () => Response.json({ user: null, signIn, ...rights }) });
  const refreshed = useUser.getState().refresh();
  expect(useUser.getState().me).toMatchObject({ status: 'ready', user: { name: 'Ada' } });
  await refreshed;
  expect(useUser.getState().me).toMatchObject({ status: 'ready', user: null });
});

test('a sign-in that fails changes nothing and rejects with the reason', async () => {
  serve({ '/api/me': () => Response.json({ user: null, signIn, ...rights }) });
  await useUser.getState().load();
  await expect(useUser.getState().signInAsGuest('Ada')).rejects.toMatchObject({ code: 'unavailable' });
  expect(useUser.getState().me).toMatchObject({ status: 'ready', user: null });
});
