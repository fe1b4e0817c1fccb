import { beforeAll, describe, expect, it } from 'vitest';
import { build, find, overlays, parseManifests } from './manifest.mjs';
import { mutations } from './mutations.mjs';
import { generalRules, rules } from './rules/all.mjs';

/** @type {Record<string, any[]>} */
const built = {};
beforeAll(async () => {
  const folders = [...overlays.map((name) => [name, `k8s/overlays/${name}`]), ['coturn', 'coturn']];
  await Promise.all(
    folders.map(async ([name, folder]) => {
      built[name] = await build(folder);
    }),
  );
}, 60_000);

describe.each(overlays)('the overlay %s', (overlay) => {
  it.each(rules.map((rule) => [rule.name, rule]))('passes %s', (_name, rule) => {
    expect(rule(built[overlay], overlay)).toEqual([]);
  });

  it('has every role, as the original design calls them', () => {
    for (const role of ['auth', 'gateway', 'realtime-hub']) {
      expect(find(built[overlay], 'Deployment', role)).toBeDefined();
      expect(find(built[overlay], 'Service', `${role}-service`)).toBeDefined();
    }
    expect(find(built[overlay], 'Deployment', 'media', 'cline-meet-media')).toBeDefined();
    const { ports, type } = find(built[overlay], 'Service', 'realtime-hub-service').spec;
    expect(ports).toMatchObject([
      { name: 'websocket', port: 8080, targetPort: 8080 },
      { name: 'http', port: 8081, targetPort: 8081 },
    ]);
    expect(type).toBe('ClusterIP');
    const [hub] = find(built[overlay], 'Deployment', 'realtime-hub').spec.template.spec.containers;
    expect(hub.resources).toEqual({
      requests: { memory: '512Mi', cpu: '500m' },
      limits: { memory: '1Gi', cpu: '1000m' },
    });
    expect(hub.env).toContainEqual({ name: 'MAX_CONNECTIONS', value: '12500' });
  });
});

it.each(generalRules.map((rule) => [rule.name, rule]))('coturn passes %s', (_name, rule) => {
  expect(rule(built.coturn, 'coturn')).toEqual([]);
});

it.each(['gke', 'gke-istio'])('secrets of %s stay out of the repository', (overlay) => {
  expect(built[overlay].filter(({ kind }) => kind === 'Secret')).toEqual([]);
  expect(JSON.stringify(built[overlay])).not.toContain('sample-secret');
});

it.each(['gke', 'gke-istio'])("nothing of %s still waits for one's own project", (overlay) => {
  expect(JSON.stringify(built[overlay])).not.toMatch(/"parameter"/);
});

describe('a manifest that breaks a rule fails it', () => {
  it.each(mutations.map((one) => [one.rule.name, one.breaks, one]))('%s: %s', (_rule, _breaks, one) => {
    const objects = structuredClone(built[one.overlay]);
    expect(one.rule(objects, one.overlay)).toEqual([]);
    one.mutate(objects);
    expect(one.rule(objects, one.overlay).join('\n')).toMatch(one.complaint);
  });

  it('is there for every rule', () => {
    expect([...new Set(mutations.map(({ rule }) => rule))].sort()).toEqual([...rules].sort());
  });
});

it('YAML is read as the API server reads it', () => {
  expect(parseManifests('a: on')).toEqual([{ a: true }]);
  expect(() => parseManifests('a: [')).toThrow();
});
