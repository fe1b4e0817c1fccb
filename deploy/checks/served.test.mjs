import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killServers, newFolder, runServerUntilReady } from '../../apps/server/src/server-process-fixture.ts';
import { freePort } from '../../scripts/built-server.mjs';
import { build, find, ofKind } from './manifest.mjs';
import { ways } from './rules/routes.mjs';
import { serverContainers } from './settings-of.mjs';

/** What the manifests ask of a server, asked of a real one: the roles together, with the settings of the hub. */
let objects;
let people;
let operators;
beforeAll(async () => {
  objects = await build('k8s/overlays/gke');
  const hub = serverContainers(objects).find(({ workload }) => workload.name === 'realtime-hub');
  const folder = newFolder();
  const port = await freePort();
  const { address } = await runServerUntilReady({
    MAX_CONNECTIONS: hub.env.MAX_CONNECTIONS,
    NODE_OPTIONS: hub.env.NODE_OPTIONS.replaceAll('/var/lib/cline-meet', folder),
    TMPDIR: folder,
    TRUST_PROXY: hub.env.TRUST_PROXY,
    OPERATOR_PORT: String(port),
  });
  people = address;
  operators = `http://localhost:${port}`;
}, 90_000);
afterAll(killServers);

const status = async (url) => (await fetch(url, { headers: { accept: 'text/html' } })).status;

it('every probe is answered, at the port for operators alone', async () => {
  const probed = serverContainers(objects).flatMap(({ container }) =>
    [container.startupProbe, container.readinessProbe, container.livenessProbe].filter(Boolean),
  );
  const paths = new Set(probed.map(({ httpGet }) => httpGet.path));
  expect([...paths].sort()).toEqual(['/healthz', '/readyz']);
  for (const path of paths) expect(await status(operators + path)).toBe(200);
  for (const path of paths) expect(await status(`${operators}${path}z`)).toBe(404);
  for (const { spec } of ofKind(objects, 'BackendConfig')) {
    expect(await status(operators + spec.healthCheck.requestPath)).toBe(200);
  }
});

it('what monitors scrape holds the series that the adapter serves and the autoscalers ask for', async () => {
  const paths = ofKind(objects, 'ServiceMonitor', 'PodMonitor').flatMap(({ spec }) =>
    (spec.endpoints ?? spec.podMetricsEndpoints).map(({ path }) => path),
  );
  expect(new Set(paths)).toEqual(new Set(['/metrics']));
  const metrics = await (await fetch(`${operators}/metrics`)).text();
  const wanted = ofKind(objects, 'HorizontalPodAutoscaler').flatMap(({ spec }) => spec.metrics);
  const names = wanted.flatMap(({ pods }) => pods?.metric.name ?? []);
  expect(names).toEqual(expect.arrayContaining(['websocket_connections', 'sfu_consumers']));
  for (const name of names) {
    expect(metrics).toMatch(new RegExp(`^${name} 0$`, 'm'));
    expect(find(objects, 'ConfigMap', 'cline-meet-adapter-rules').data['config.yaml']).toContain(
      `seriesQuery: '${name}{namespace!="",pod!=""}'`,
    );
  }
});

it('public keys are where those who verify look for them', async () => {
  const urls = serverContainers(objects).flatMap(({ env }) =>
    [env.AUTH_KEYS_URL, env.GATEWAY_KEYS_URL].filter(Boolean),
  );
  expect(urls.length).toBe(2);
  for (const url of urls) expect(await status(people + new URL(url).pathname)).toBe(200);
});

describe('a path that people take', () => {
  const api = ways.map(([path]) => path).filter((path) => path.startsWith('/api/') && path !== '/api/mention');

  it.each(api.filter((path) => path !== '/api/auth/google/login'))('%s is one of the server', async (path) => {
    const answers = await Promise.all(['GET', 'POST'].map((method) => fetch(people + path, { method })));
    expect(answers.some((answer) => answer.status !== 404)).toBe(true);
  });

  it('leads to no figures', async () => {
    const answer = await fetch(`${people}/metrics`);
    expect(answer.status).toBe(404);
  });
});
