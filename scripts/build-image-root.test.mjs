import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, settings } from '../apps/server/src/config.ts';
import { mediaSettings } from '../apps/server/src/roles/media-place.ts';
import { buildImageRoot, sizeOf } from './build-image-root.mjs';
import { freePort, temporaryFolder } from './built-server.mjs';
import { ofBase } from './image-worker.mjs';
import { inRepo } from './paths.mjs';
import { serverFlags } from './server-flags.mjs';

const LIMIT_BYTES = 60_000_000;
const image = temporaryFolder();
const data = temporaryFolder();
const app = join(image.path, 'app');
beforeAll(() => buildImageRoot(app), 120_000);
afterAll(() => {
  image.remove();
  data.remove();
});

/** Runs a file of the image as a container would: with Node, and an environment of nothing but settings. */
function start(file, env = {}) {
  const child = execFile(process.execPath, [file], { cwd: app, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text));
  const ended = new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
  return { child, ended, output: () => output };
}

/** What the image sets, seen from where the test has laid its files. */
const ofMedia = { MEDIASOUP_WORKER_BIN: join(app, 'media/mediasoup-worker'), LD_LIBRARY_PATH: join(app, 'media/lib') };

const files = () => readdirSync(app, { recursive: true }).sort();

describe('the files of the image', () => {
  it('are the whole product, with Node alone', async () => {
    const before = files();
    const [PORT, OPERATOR_PORT] = [String(await freePort()), String(await freePort())];
    const env = { HOST: '127.0.0.1', PORT, OPERATOR_PORT, WEB_DIR: join(app, 'web'), DATA_DIR: data.path, ...ofMedia };
    const server = start('main.js', env);
    await expect.poll(server.output, { timeout: 60_000 }).toContain('is ready at');

    expect((await fetch(`http://127.0.0.1:${OPERATOR_PORT}/readyz`)).status).toBe(200);
    const figures = await (await fetch(`http://127.0.0.1:${OPERATOR_PORT}/metrics`)).text();
    // Of a node whose workers have started.
    expect(figures, 'it carries no media').toMatch(/^sfu_consumers_limit [1-9]/m);
    const page = await (await fetch(`http://127.0.0.1:${PORT}/`, { headers: { accept: 'text/html' } })).text();
    expect(page).toContain('<title>cline-meet</title>');
    const [script] = /\/assets\/[^"]+[.]js/.exec(page) ?? [];
    expect((await fetch(`http://127.0.0.1:${PORT}${script}`)).status).toBe(200);
    const headers = { 'content-type': 'application/json' };
    const guest = await fetch(`http://127.0.0.1:${PORT}/api/guest`, {
      method: 'POST',
      headers,
      body: '{"name":"Aki"}',
    });
    expect(guest.ok).toBe(true);
    expect((await start('healthcheck.mjs', { PORT, OPERATOR_PORT }).ended).code).toBe(0);

    expect((await start('healthcheck.mjs', { PORT, OPERATOR_PORT: '0' }).ended).code, 'no /healthz for people').toBe(1);

    server.child.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0 });
    expect((await start('healthcheck.mjs', { PORT, OPERATOR_PORT }).ended).code).toBe(1);
    expect(files(), 'it wrote on its root file system').toEqual(before);
  }, 120_000);

  it('hold the program that migrates, with its migrations', async () => {
    const { code, output } = await start('migrate.js').ended;
    expect([code, output]).toEqual([1, 'migrate: DATABASE_URL must be set: it names what to migrate\n']);
    expect(readdirSync(join(app, 'migrations'))).toEqual(readdirSync(inRepo('apps/server/src/db/migrations')));
  }, 30_000);

  it('hold all that the worker loads to encrypt, but for what the base has', async () => {
    Object.assign(process.env, ofMedia);
    const { createWorker } = createRequire(inRepo('apps/server/package.json'))('mediasoup');
    const worker = await createWorker({ logLevel: 'error' });
    const audio = { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 };
    const router = await worker.createRouter({ mediaCodecs: [audio] });
    const listenInfo = { protocol: 'udp', ip: '127.0.0.1' };
    await router.createWebRtcTransport({ listenInfos: [listenInfo], enableSctp: true });
    const encrypted = await router.createPlainTransport({ listenInfo, comedia: true, enableSrtp: true });
    const keyBase64 = Buffer.alloc(30, 1).toString('base64');
    await encrypted.connect({ srtpParameters: { cryptoSuite: 'AES_CM_128_HMAC_SHA1_80', keyBase64 } });
    const mapped = readFileSync(`/proc/${worker.pid}/maps`, 'utf8').matchAll(/ (\/\S+)$/gm);
    const loaded = [...new Set([...mapped].map(([, path]) => path))];
    worker.close();
    expect(loaded).toContain(ofMedia.MEDIASOUP_WORKER_BIN);
    expect(loaded.filter((path) => !path.startsWith(app) && !ofBase.test(basename(path)))).toEqual([]);
  }, 30_000);

  it(`are less than ${LIMIT_BYTES / 1e6} MB, and docs/operations.md says how many`, () => {
    const bytes = sizeOf(app);
    expect(bytes).toBeLessThan(LIMIT_BYTES);
    const said = /The files of the image are about (\d+) MB/.exec(readFileSync(inRepo('docs/operations.md'), 'utf8'));
    expect(Math.abs(Number(said?.[1]) - bytes / 1e6)).toBeLessThan(3);
  });
});

/** A script of the repository and all that it imports of them. */
function importsOf(path, found = new Set()) {
  if (found.has(path)) return found;
  found.add(path);
  const text = readFileSync(inRepo(path), 'utf8');
  for (const [, other] of text.matchAll(/^import .*'([.]+\/[^']+)';$/gm)) importsOf(join(path, '..', other), found);
  return found;
}

/** What docs/operations.md has people run for a container that carries media. */
function dockerRun() {
  const text = readFileSync(inRepo('docs/operations.md'), 'utf8').replaceAll('\\\n', ' ');
  const line = /^docker run .*MEDIA_ANNOUNCED_ADDRESS=.*$/m.exec(text)?.[0] ?? '';
  const given = (flag) => [...line.matchAll(new RegExp(`--${flag} (\\S+)`, 'g'))].map(([, value]) => value);
  return { env: Object.fromEntries(given('env').map((pair) => pair.split('='))), ports: given('publish') };
}

describe('deploy/Dockerfile', () => {
  const text = readFileSync(inRepo('deploy/Dockerfile'), 'utf8').replaceAll('\\\n', ' ');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
  const words = (instruction) =>
    last.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.split(/\s+/).slice(1));

  it('lays its files by the script that this test runs', () => {
    expect(lines.some((line) => line.includes('npm run build:image-root -- /image/app'))).toBe(true);
    expect(words('COPY')).toEqual([
      ['--from=build', '/image/app', '/app'],
      ['--from=build', '--chown=65532:65532', '/image/data', '/data'],
      ['--from=build', '--chown=65532:65532', '/image/keys', '/keys'],
    ]);
    expect(last).toContain(`CMD ${JSON.stringify([...serverFlags, 'main.js']).replaceAll(',', ', ')}`);
    expect(last.find((line) => line.startsWith('HEALTHCHECK'))).toMatch(
      /CMD \["\/nodejs\/bin\/node", "healthcheck[.]mjs"\]$/,
    );
  });

  it('is nobody’s root, and of no image that changes its major version by itself', () => {
    expect(words('USER')).toEqual([['65532:65532']]);
    const bases = lines.filter((line) => line.startsWith('FROM '));
    expect(bases.length).toBe(3);
    for (const line of bases.filter((one) => one !== 'FROM worker AS build'))
      expect(line).toMatch(/\$\{NODE_VERSION\}/);
    expect(text).not.toMatch(/:latest\b/);
  });

  it('gives settings that the server takes', () => {
    const env = Object.fromEntries(
      words('ENV')
        .flat()
        .map((pair) => pair.split('=')),
    );
    const { NODE_ENV, LD_LIBRARY_PATH, ...given } = env;
    expect(NODE_ENV).toBe('production');
    const media = { MEDIASOUP_WORKER_BIN: given.MEDIASOUP_WORKER_BIN, LD_LIBRARY_PATH };
    expect(media).toEqual({ MEDIASOUP_WORKER_BIN: '/app/media/mediasoup-worker', LD_LIBRARY_PATH: '/app/media/lib' });
    expect(Object.keys(given).filter((name) => !Object.hasOwn(settings, name))).toEqual([]);
    expect(loadConfig(given, [])).toMatchObject({ HOST: '0.0.0.0', PORT: 8080 });
    // It has another address than its machine, which nobody reaches: it carries media when it is told which.
    expect(mediaSettings(loadConfig(given, []))).toBeNull();
    const { env: told, ports } = dockerRun();
    const { announcedAddress, port = 0, workers = 0 } = mediaSettings(loadConfig({ ...given, ...told }, [])) ?? {};
    expect(announcedAddress).toBe(told.MEDIA_ANNOUNCED_ADDRESS);
    const range = `${port}-${port + workers - 1}`;
    expect(ports).toEqual(['127.0.0.1:8080:8080', `${range}:${range}/udp`, `${range}:${range}/tcp`]);
    expect(words('EXPOSE')).toEqual([['8080']]);
  });

  it('has all scripts that get the worker, before those that change with every commit', () => {
    const stage = lines.slice(
      lines.findIndex((line) => line.endsWith(' AS worker')),
      lines.indexOf('FROM worker AS build'),
    );
    const copied = stage.flatMap((line) => /^COPY (.+) \S+$/.exec(line)?.[1]?.split(/\s+/) ?? []);
    const needed = [...importsOf('scripts/sfu-worker.mjs')].map((path) => path.replace(/^(scripts\/sfu)\/.*/, '$1'));
    expect(copied.filter((path) => path.startsWith('scripts/')).sort()).toEqual([...new Set(needed)].sort());
    expect(stage.at(-1)).toBe('RUN npm run setup:sfu');
  });

  it('knows every workspace, without which npm ci installs something else', () => {
    const workspaces = ['packages', 'apps'].flatMap((folder) =>
      readdirSync(inRepo(folder)).map((name) => `${folder}/${name}/`),
    );
    const copied = lines.flatMap((line) => /^COPY (\S+)\/package[.]json \1\/$/.exec(line)?.[1] ?? []);
    expect(copied.map((path) => `${path}/`).sort()).toEqual(
      workspaces.filter((path) => existsSync(inRepo(`${path}package.json`))).sort(),
    );
  });
});
