import { Registry } from 'prom-client';
import { afterEach, describe, expect, it } from 'vitest';
import { createLogger } from '../lib/logger.ts';
import { createApp, createOperatorApp } from './app.ts';
import { startApp } from './app-fixture.ts';

let stop = async () => {};
afterEach(() => stop());

async function start(...input: Parameters<typeof startApp>) {
  const { app } = await startApp(...input);
  stop = () => app.close();
  return app;
}

describe('the web app', () => {
  const page = { accept: 'text/html,application/xhtml+xml' };

  it.each(['/', '/abc-mnop-xyz', '/no/such/page?x=1'])('is served at %s, never cached', async (url) => {
    const answer = await (await start()).inject({ url, headers: page });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('<title>cline-meet</title>');
    expect(answer.headers['cache-control']).toBe('no-cache');
  });

  it('has its hashed files cached for ever', async () => {
    const answer = await (await start()).inject('/assets/app-12345678.js');
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.headers['content-type']).toContain('javascript');
  });

  it.each([
    ['gzip, deflate, br, zstd', 'br', 'by brotli'],
    ['gzip, deflate', 'gzip', 'by gzip'],
    ['identity', undefined, 'export {};'],
  ])('serves to who accepts %s what the build has made of a file', async (accepted, encoding, body) => {
    const headers = { 'accept-encoding': accepted };
    const answer = await (await start()).inject({ url: '/assets/app-12345678.js', headers });
    expect(answer.headers['content-encoding']).toBe(encoding);
    expect(answer.headers['content-type']).toContain('javascript');
    expect(answer.headers['cache-control']).toContain('immutable');
    expect(String(answer.headers.vary).toLowerCase()).toContain('accept-encoding');
    expect(answer.body).toBe(body);
  });

  it.each(['/api/nothing', '/assets/gone.js'])('does not answer for %s', async (url) => {
    const answer = await (await start()).inject({ url, headers: page });
    expect(answer.statusCode).toBe(404);
    expect(answer.json().error.code).toBe('not_found');
  });

  it.each([
    '/../package.json',
    '/assets/../../package.json',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%2f..%2fpackage.json',
  ])('gives no file outside its folder: %s', async (url) => {
    const answer = await (await start()).inject({ url });
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
  });
});

describe('every answer', () => {
  it('forbids what the app does not need', async () => {
    const { headers } = await (await start()).inject('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe-inline/);
    expect(headers['permissions-policy']).toContain('camera=(self)');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });
});

describe('bad requests', () => {
  it.each([
    ['malformed JSON', { 'content-type': 'application/json' }, '{"name":', 400],
    ['text', { 'content-type': 'text/plain' }, '{"name":"Aki"}', 415],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'name=Aki', 415],
    [
      'a body over the limit',
      { 'content-type': 'application/json' },
      JSON.stringify({ name: 'x'.repeat(20_000) }),
      413,
    ],
  ])('%s is answered with an error of the list', async (_what, headers, payload, status) => {
    const answer = await (await start()).inject({ method: 'POST', url: '/api/guest', headers, payload });
    expect(answer.statusCode).toBe(status);
    expect(answer.json().error.code).toBe('invalid_request');
  });

  it('a failure of ours says nothing of itself', async () => {
    const broken = () => Promise.reject(new Error('password=hunter2'));
    const users = { createGuest: broken, rename: broken, signedIn: broken, emailOf: broken };
    const answer = await (await start({ users })).inject({
      method: 'POST',
      url: '/api/guest',
      payload: { name: 'Aki' },
    });
    expect(answer.statusCode).toBe(500);
    expect(answer.json().error.code).toBe('internal');
    expect(answer.body).not.toContain('hunter2');
  });
});

describe('operators', () => {
  it('can probe and scrape', async () => {
    const app = await start();
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    expect((await app.inject('/readyz')).statusCode).toBe(200);
    expect((await app.inject('/metrics')).statusCode).toBe(200);
  });

  it('see a server that lost its database as not ready, yet alive', async () => {
    const app = await start({
      operator: { registry: new Registry(), isReady: () => Promise.reject(new Error('gone')) },
    });
    expect((await app.inject('/readyz')).statusCode).toBe(503);
    expect((await app.inject('/healthz')).statusCode).toBe(200);
  });

  it.each(['/healthz', '/readyz', '/metrics'])('alone see %s where they have a port of their own', async (url) => {
    expect((await (await start({ operator: null })).inject(url)).statusCode).toBe(404);
    const app = createOperatorApp(createLogger('silent'), { registry: new Registry(), isReady: async () => true });
    expect((await app.inject(url)).statusCode).toBe(200);
    expect((await app.inject('/')).statusCode).toBe(404);
    await app.close();
  });
});

describe('the address of a client', () => {
  it.each([
    ['no proxy', 0, '10.0.0.1'],
    ['one, which adds who came to it', 1, '35.191.0.1'],
    ["one of Google's, which adds itself too", 2, '203.0.113.9'],
  ])('behind %s', async (_proxy, trustedHops, expected) => {
    const context = { operator: null, log: createLogger('silent'), trustedHops, tls: null, webFolder: null };
    const app = await createApp(context);
    app.get('/address', async ({ ip }) => ip);
    const headers = { 'x-forwarded-for': '198.51.100.66, 203.0.113.9, 35.191.0.1' };
    expect((await app.inject({ url: '/address', headers, remoteAddress: '10.0.0.1' })).body).toBe(expected);
    await app.close();
  });
});

describe('the OpenAPI document', () => {
  it('describes every route with its body, answer and errors', async () => {
    const { paths, components } = (await (await start()).inject('/api/openapi.json')).json();
    expect(Object.keys(paths).sort()).toEqual([
      '/api/guest',
      '/api/logout',
      '/api/me',
      '/api/rooms',
      '/api/rooms/{code}',
      '/api/rooms/{code}/tickets',
    ]);
    const create = paths['/api/rooms'].post;
    expect(create.requestBody.content['application/json'].schema.properties).toHaveProperty('waitingRoom');
    expect(Object.keys(create.responses)).toEqual(expect.arrayContaining(['201', '400', '401', '429']));
    expect(paths['/api/rooms/{code}'].get.parameters).toMatchObject([{ name: 'code', in: 'path', required: true }]);
    expect(components.schemas.ApiError.properties.error).toBeDefined();
  });
});
