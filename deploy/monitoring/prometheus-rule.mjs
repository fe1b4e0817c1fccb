/**
 * `node deploy/monitoring/prometheus-rule.mjs` writes rules.yaml as the object that the Prometheus operator reads, which
 * kustomize could not make of it. A test fails where the two say different things.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { inRepo } from '../../scripts/paths.mjs';

export const prometheusRuleFile = inRepo('deploy/k8s/components/monitoring/prometheus-rule.yaml');

/** The text of that object. */
export function prometheusRule() {
  const { groups } = parse(readFileSync(inRepo('deploy/monitoring/rules.yaml'), 'utf8'));
  const object = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'cline-meet', namespace: 'monitoring' },
    spec: { groups },
  };
  const origin = '# Made by deploy/monitoring/prometheus-rule.mjs from rules.yaml beside it: change that one.\n';
  return origin + stringify(object, { lineWidth: 0 });
}

if (process.argv[1] === inRepo('deploy/monitoring/prometheus-rule.mjs'))
  writeFileSync(prometheusRuleFile, prometheusRule());
