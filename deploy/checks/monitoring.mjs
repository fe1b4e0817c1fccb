import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { inRepo } from '../../scripts/paths.mjs';
import { parseManifests } from './manifest.mjs';

export const monitoringFolder = inRepo('deploy/monitoring');

const read = (path) => readFileSync(inRepo(path), 'utf8');
const component = (file) => parseManifests(read(`deploy/k8s/components/monitoring/${file}`));

/** Recording rules and alerts, in one list. */
export const rules = parse(read('deploy/monitoring/rules.yaml')).groups.flatMap((group) => group.rules);

export const alerts = rules.filter((rule) => rule.alert);

const dashboard = JSON.parse(read('deploy/monitoring/dashboard.json'));

/** What the dashboard draws, with its variables as Grafana fills them in where all namespaces are chosen. */
export const drawn = dashboard.panels
  .flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
  .map((expr) => expr.replaceAll('$namespace', '.*').replaceAll('$__rate_interval', '1m'));

/** What prometheus-adapter serves to the autoscaler. */
export const served = parse(component('adapter-rule.yaml')[0].data['config.yaml']).rules.map(
  (rule) => rule.seriesQuery,
);

/** Where Prometheus scrapes, by the label `job` that it gives to what it finds there. */
export const monitors = component('monitors.yaml').map(({ metadata, spec }) => ({
  job: spec.selector.matchLabels[spec.jobLabel],
  namespace: metadata.namespace,
  path: (spec.endpoints ?? spec.podMetricsEndpoints)[0].path,
}));

const grouping = /\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g;
const durations = /\[[^\]]*\]/g;
const selector = /(?<![\w.:])([a-zA-Z_:][\w:]*)(\{[^}]*\})?(?!\w|\s*\()/g;
const words = ['and', 'or', 'unless', 'bool', 'offset'];

/** The selectors of a PromQL expression, such as `up{job="a"}`. */
export function selectorsOf(expr) {
  const bare = expr.replace(grouping, '').replace(durations, '');
  return [...bare.matchAll(selector)].filter(([, name]) => !words.includes(name)).map(([text]) => text);
}
