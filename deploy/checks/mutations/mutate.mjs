import { find } from '../manifest.mjs';

/**
 * Changes of manifests that must not pass, by the rule that is to refuse them: what each breaks, in which overlay, and what
 * the rule says.
 * @typedef {[breaks: string, overlay: string, mutate: (objects: any[]) => unknown, complaint: RegExp]} Case
 * @typedef {(objects: any[], overlay: string) => string[]} Rule
 * @typedef {Map<Rule, Case[]>} Mutations
 */

export const podOf = (object) => object.spec.template.spec;
export const deployment = (name) => (objects) => find(objects, 'Deployment', name);
export const pod = (name) => (objects) => podOf(deployment(name)(objects));
export const container = (name) => (objects) => pod(name)(objects).containers[0];
export const object = (kind, name) => (objects) => find(objects, kind, name);
export const hub = container('realtime-hub');
export const media = container('media');
const mapNamed = (pattern) => (objects) =>
  objects.find(({ kind, metadata }) => kind === 'ConfigMap' && pattern.test(metadata.name));
export const settingsMap = mapNamed(/-settings-/);
export const mediaMap = mapNamed(/-media-/);

/** Sets one field of what `pick` finds, by its path; undefined removes it. */
export const set = (pick, path, value) => (objects) => {
  const keys = path.split('.');
  const last = keys.pop();
  const owner = keys.reduce((found, key) => found[key], pick(objects));
  if (value === undefined) delete owner[last];
  else owner[last] = value;
};

export const remove = (kind, name) => (objects) => {
  objects.splice(objects.indexOf(find(objects, kind, name)), 1);
};

export const setEnv = (pick, name, value) => (objects) => {
  const { env } = pick(objects);
  const at = env.findIndex((one) => one.name === name);
  if (value === undefined) env.splice(at, 1);
  else if (at < 0) env.push({ name, value });
  else env[at] = { name, value };
};
