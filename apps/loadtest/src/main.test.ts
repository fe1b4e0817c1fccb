import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import type { Report } from './report/report.ts';

const folder = mkdtempSync(join(tmpdir(), 'cline-meet-loadtest-'));
const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const started: ChildProcess[] = [];
const servers: Server[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const child of started.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...flags: string[]) {
  const child = spawn(process.execPath, [program, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
  const until = async (words: RegExp) => {
    while (!words.test(output)) await once(child.stdout, 'data');
  };
  return { child, ended, until };
}

/** A gateway as far as HTTP goes, that has no hub. */
async function deafServer() {
  const answers: Record<string, object> = {
    '/api/rooms': { code: 'abc-mnop-xyz' },
    '/api/rooms/abc-mnop-xyz/tickets': { ticket: 'a-ticket', roomId: crypto.randomUUID(), iceServers: [] },
  };
  const server = createServer((request, response) => response.end(JSON.stringify(answers[request.url ?? ''] ?? {})));
  server.on('upgrade', (_request, socket) => {
    // Whoever was refused may be gone before it is read.
    socket.on('error', () => {}).end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const reportIn = (out: string): Report => JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));

it('fifty bots meet on a built server, and a report tells how it went', async () => {
  const out = join(folder, 'mix');
  const load = ['--connections', '50', '--rate', '100', '--duration', '3', '--processes', '2', '--seed', '25947'];
  const { code, output } = await run('meeting-mix', ...load, '--out', out).ended;
  expect(output).toContain('50 connections, 50 inside');
  expect(code).toBe(0);
  const { counts, errors, latencies, missing, peak, ending, intervals } = reportIn(out);
  expect({ errors, ending, missing }).toEqual({ errors: {}, ending: 'done', missing: 0 });
  expect(peak).toEqual({ connections: 50, inside: 50 });
  // Ten rooms of five, in which each of ten pairs says twenty things. Late in the run this seed has one person chat, and another react.
  expect(counts).toMatchObject({ joined: 50, signalled: 2000, arrived: 2000, said: 1, expected: 4, delivered: 4 });
  expect((counts.commanded ?? 0) + (counts.skipped ?? 0)).toBe(1);
  for (const measure of ['join', 'delivery', 'signal'] as const) expect(latencies[measure]?.p50).toBeGreaterThan(0);
  expect(intervals.some(({ servers }) => servers[0]?.connections === 50)).toBe(true);
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('There was no error.');
}, 60_000);

it('bots with media send each other voices and pictures over real packets', async () => {
  const out = join(folder, 'media');
  const load = ['--connections', '6', '--room-size', '3', '--rate', '20', '--duration', '600', '--processes', '1'];
  const { child, ended, until } = run('idle', ...load, '--media', 'video', '--out', out);
  await until(/media in a mesh: 12 of 12 connections came up; \d+ packets sent, \d{3,} received, \d[.\d]* % lost/);
  child.kill('SIGINT');
  expect((await ended).code).toBe(130);
  const { counts, errors, latencies } = reportIn(out);
  const { linked, linking, rtpSent = 0, rtpReceived = 0, rtpLost = 0 } = counts;
  expect({ errors, linked, linking }).toEqual({ errors: {}, linked: 12, linking: 12 });
  expect(rtpReceived).toBeGreaterThan(rtpSent * 0.9);
  expect(rtpReceived).toBeLessThanOrEqual(rtpSent);
  expect(rtpLost).toBeLessThan(rtpSent * 0.05);
  expect(latencies.link?.count).toBe(12);
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('Packets a second, media in a mesh');
}, 60_000);

it('bots with media meet by a media node where they are too many for a mesh', async () => {
  const out = join(folder, 'node');
  const load = ['--connections', '3', '--room-size', '3', '--rate', '20', '--duration', '600', '--processes', '1'];
  const media = ['--media', 'video', '--server-env', 'SFU_ABOVE=2,MEDIA_WORKERS=1'];
  const { child, ended, until } = run('idle', ...load, ...media, '--out', out);
  await until(/media by a node: 6 of 6 connections came up; \d+ packets sent, \d{3,} received, \d[.\d]* % lost/);
  child.kill('SIGINT');
  expect((await ended).code).toBe(130);
  const { counts, errors, latencies } = reportIn(out);
  const { nodeLinked, nodeLinking, nodeRtpSent = 0, nodeRtpReceived = 0 } = counts;
  expect({ errors, nodeLinked, nodeLinking }).toEqual({ errors: {}, nodeLinked: 6, nodeLinking: 6 });
  // Each is sent once, and comes to two.
  expect(nodeRtpReceived).toBeGreaterThan(nodeRtpSent);
  expect(nodeRtpReceived).toBeLessThanOrEqual(nodeRtpSent * 2);
  expect(latencies.nodeLink?.count).toBe(6);
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('Packets a second, media by a node');
}, 60_000);

it('says in one line where a media node is needed and there is no worker for it', async () => {
  vi.stubEnv('MEDIASOUP_WORKER_BIN', '/nowhere');
  const { code, output } = await run('idle', '--connections', '5', '--room-size', '5', '--media', 'audio').ended;
  expect(code).toBe(1);
  expect(output.split('\n').filter((line) => line.startsWith('loadtest:'))).toEqual([
    'loadtest: media of rooms this large goes by a media node, which has no worker: "npm run setup:sfu" gets it, and --server-env SFU_ABOVE=1000 has a mesh instead',
  ]);
}, 20_000);

it('Ctrl-C ends it with a report of what was done, on a server that takes no sockets too', async () => {
  const out = join(folder, 'stopped');
  const server = await deafServer();
  const flags = ['--connections', '10', '--rate', '100', '--duration', '600', '--out', out];
  const { child, ended, until } = run('idle', ...flags, '--target', server.url);
  await until(/ of 600 s/);
  child.kill('SIGINT');
  expect((await ended).code).toBe(130);
  const { ending, errors, missing, peak } = reportIn(out);
  expect({ ending, missing }).toEqual({ ending: 'interrupted', missing: 10 });
  expect(peak).toEqual({ connections: 0, inside: 0 });
  expect(errors['socket: refused with 404']).toBeGreaterThanOrEqual(10);
}, 20_000);

it('a bad flag is one line, and nothing is started', async () => {
  const out = join(folder, 'none');
  const { code, output } = await run('idle', '--connections', 'many', '--out', out).ended;
  expect(code).toBe(1);
  expect(output).toBe('loadtest: --connections is "many" but must be a whole number from 1 to 100000\n');
  expect(existsSync(out)).toBe(false);
}, 20_000);

it('says so where nothing answers', async () => {
  const { code, output } = await run('idle', '--target', 'http://127.0.0.1:9').ended;
  expect(code).toBe(1);
  expect(output).toContain('loadtest: nothing answers at http://127.0.0.1:9\n');
}, 20_000);
