import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { temporaryFolder } from '../../scripts/built-server.mjs';
import { inRepo } from '../../scripts/paths.mjs';
import { isOurs, nameOf, ofKind, parseManifests, workloads } from './manifest.mjs';

const text = readFileSync(inRepo('cloudbuild.yaml'), 'utf8');
const build = parse(text);
const steps = new Map(build.steps.map((step) => [step.id, step]));

/** What Cloud Build gives by itself. */
const given = {
  PROJECT_ID: 'my-project',
  COMMIT_SHA: '0123456789abcdef0123456789abcdef01234567',
  SHORT_SHA: '0123456',
};

/** As Cloud Build does: `${NAME}` and `$NAME`, and `$$` for a dollar. */
function substitute(line) {
  const values = { ...given, ...build.substitutions };
  return line.replace(/[$]([$]|[{]?([A-Z_]\w*)[}]?)/g, (all, whole, name) => {
    if (whole === '$') return '$';
    if (!(name in values)) throw new Error(`no substitution for ${all}`);
    return substitute(values[name]);
  });
}

const argumentsOf = (id) => steps.get(id).args.map(substitute);

it('has nothing that Cloud Build does not know', () => {
  const known = ['substitutions', 'options', 'timeout', 'steps', 'images'];
  expect(Object.keys(build).filter((key) => !known.includes(key))).toEqual([]);
  const ofStep = ['id', 'name', 'waitFor', 'script', 'args', 'entrypoint', 'env'];
  for (const step of build.steps) {
    expect(Object.keys(step).filter((key) => !ofStep.includes(key))).toEqual([]);
    expect([step.id, 'script' in step === 'args' in step]).toEqual([step.id, false]);
    expect(step.name, 'an image that changes').not.toMatch(/:latest$/);
  }
});

it('goes from the commit to the cluster, one step after the other', () => {
  const order = ['install', 'test', 'build', 'image', 'scan', 'push', 'render', 'migrate', 'deploy', 'rollout'];
  expect([...steps.keys()]).toEqual(order);
  order.slice(1).forEach((id, at) => {
    expect([id, steps.get(id).waitFor]).toEqual([id, [order[at]]]);
  });
});

it('is of a region and a cluster by substitution, as the original has them, and knows every name it uses', () => {
  expect(build.substitutions).toMatchObject({ _REGION: 'asia-northeast1', _CLUSTER: 'meet-cluster' });
  expect(existsSync(inRepo(`deploy/k8s/overlays/${build.substitutions._OVERLAY}/kustomization.yaml`))).toBe(true);
  const lines = JSON.stringify(build.steps.map(({ script, ...step }) => step)) + JSON.stringify(build.images);
  expect(() => substitute(lines)).not.toThrow();
  const used = JSON.stringify({ ...build, substitutions: Object.values(build.substitutions) });
  for (const name of Object.keys(build.substitutions)) expect(used).toContain(`\${${name}}`);
  expect(text.match(/asia-northeast1|meet-cluster/g)).toHaveLength(2);
});

it('tags the image by its commit, and pushes what was scanned', () => {
  const image = 'asia-northeast1-docker.pkg.dev/my-project/cline-meet/server';
  const tags = [`${image}:${given.COMMIT_SHA}`, `${image}:${given.SHORT_SHA}`];
  expect(argumentsOf('image').filter((word) => word.startsWith('--tag='))).toEqual(tags.map((tag) => `--tag=${tag}`));
  expect(existsSync(inRepo('deploy/Dockerfile')) && argumentsOf('image')).toContain('--file=deploy/Dockerfile');
  expect(steps.get('scan').env.map(substitute)).toEqual([`IMAGE=${tags[0]}`]);
  expect(argumentsOf('push')).toEqual(['push', '--all-tags', image]);
  expect(build.images.map(substitute)).toEqual(tags);
});

it.each(['scan', 'render', 'migrate', 'deploy', 'rollout'])('the step %s is a script that a shell reads', (id) => {
  const { script, args, entrypoint } = steps.get(id);
  if (args) expect([entrypoint, args[0], args.length]).toEqual(['bash', '-c', 2]);
  const lines = script ?? substitute(args[1]);
  expect(lines).toContain('set -euo pipefail');
  expect(() => execFileSync('bash', ['-n'], { input: lines, stdio: 'pipe' })).not.toThrow();
});

describe('what is rendered', () => {
  const folder = temporaryFolder();
  let objects;
  beforeAll(() => {
    cpSync(inRepo('deploy/k8s'), join(folder.path, 'deploy/k8s'), { recursive: true });
    execFileSync('bash', argumentsOf('render'), { cwd: folder.path, stdio: 'pipe' });
    objects = parseManifests(readFileSync(join(folder.path, 'release/manifests.yaml'), 'utf8'));
  }, 30_000);
  afterAll(() => folder.remove());

  it('has the image of the commit in every server and in the migration', () => {
    const images = workloads(objects).flatMap(({ containers }) => containers.filter(isOurs).map(({ image }) => image));
    const { substitutions } = build;
    expect(images).toEqual(Array(5).fill(`${substitute(substitutions._IMAGE)}:${given.COMMIT_SHA}`));
  });

  it('goes to the cluster whole, and the servers after the migration', () => {
    expect(argumentsOf('migrate')[1]).toContain("--selector '!cline-meet/rollout'");
    expect(argumentsOf('deploy')[1]).toContain('--selector cline-meet/rollout=after-migration');
    const late = objects.filter(({ metadata }) => metadata.labels?.['cline-meet/rollout'] === 'after-migration');
    const labelled = objects.filter(({ metadata }) => metadata.labels?.['cline-meet/rollout'] !== undefined);
    expect(late).toEqual(labelled);
    expect(late.map(nameOf)).toEqual(ofKind(objects, 'Deployment').map(nameOf));
    const [, names] = /for place in ([^;]+);/.exec(argumentsOf('rollout')[1]) ?? [];
    expect(names?.split(' ').sort()).toEqual(
      ofKind(objects, 'Deployment')
        .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
        .sort(),
    );
    expect(argumentsOf('rollout')[1]).toMatch(
      /--namespace \$\{place%\/\*\} rollout status deployment\/\$\{place#\*\/\} --timeout=/,
    );
  });
});
