import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { temporaryFolder } from '../../scripts/built-server.mjs';
import { inRepo } from '../../scripts/paths.mjs';
import { prometheusRule, prometheusRuleFile } from '../monitoring/prometheus-rule.mjs';
import { parseManifests } from './manifest.mjs';
import { alerts, monitoringFolder } from './monitoring.mjs';

const promtool = (args, cwd = monitoringFolder) => promisify(execFile)('promtool', args, { cwd });
const changed = temporaryFolder();
afterAll(changed.remove);

it('are rules that Prometheus takes', async () => {
  await promtool(['check', 'rules', 'rules.yaml']);
});

it('fire when they are to, and no other does', async () => {
  await promtool(['test', 'rules', 'rules.test.yaml']);
}, 120_000);

describe('are held to that: their tests fail where', () => {
  const rules = readFileSync(join(monitoringFolder, 'rules.yaml'), 'utf8');
  const { tests, ...rest } = parse(readFileSync(join(monitoringFolder, 'rules.test.yaml'), 'utf8'));

  it.each([
    ['no join is slow', 'joins', 'answered", le="2"', 'answered", le="+Inf"', 'MeetJoinsBurn'],
    ['no delivery is late', 'delivery of five', 'le="0.2"', 'le="+Inf"', 'MeetDeliveriesBurn'],
    ['no call is lost', 'minute among', 'outcome="resume_expired"', 'outcome="failed"', 'MeetLostCallsBurn'],
    ['few failures are many', 'at night', '>= 20', '>= 1', 'MeetJoinsBurn'],
    [
      'a media node is never full',
      'media node that is nearly',
      '0.85 * sfu_consumers_limit',
      '2 * sfu_consumers_limit',
      'NodeNearlyFull',
    ],
    ['workers are busy by number', 'workers that are busy', '/ (sfu_workers > 0)', '', 'MeetMediaWorkersBusy'],
    ['a few people make an alarm', 'network of a few', 'sfu_peers > 10', 'sfu_peers > 0', 'MeetMediaLost'],
    ['media is never late', 'four calls of five', 'seconds_bucket{le="2"', 'seconds_bucket{le="+Inf"', 'CallJoinsBurn'],
    ['the calls of a few make an alarm', 'not reached in a few', '>= 50', '>= 1', 'MeetCallsWithoutWay'],
    ['many relayed calls are always too many', 'as many before', '> 2 * ', '> 0 * ', 'MeetRelayShareJumped'],
    ['houses are not told apart', 'another', 'sum by (namespace)', 'sum', 'MeetJoinsBurn'],
  ])(
    '%s',
    async (_what, about, from, to, alert) => {
      const changedRules = rules.replaceAll(from, to);
      expect(changedRules).not.toBe(rules);
      writeFileSync(join(changed.path, 'rules.yaml'), changedRules);
      const few = tests.filter(({ name }) => name.includes(about) && !name.includes('day'));
      writeFileSync(join(changed.path, 'rules.test.yaml'), stringify({ ...rest, tests: few }));
      await expect(promtool(['test', 'rules', 'rules.test.yaml'], changed.path)).rejects.toThrow(alert);
    },
    60_000,
  );
});

it('are what the Prometheus operator gets', () => {
  const text = readFileSync(prometheusRuleFile, 'utf8');
  expect(text).toBe(prometheusRule());
  const { groups } = parse(readFileSync(join(monitoringFolder, 'rules.yaml'), 'utf8'));
  expect(parseManifests(text)[0].spec).toEqual({ groups });
});

it('each alert is seen to fire by a test', () => {
  const tests = readFileSync(join(monitoringFolder, 'rules.test.yaml'), 'utf8');
  for (const { alert } of alerts) expect(tests).toContain(`ALERTS{alertname="${alert}"`);
});

it('each alert leads to what to do, and what to do is there for no other', () => {
  const text = readFileSync(inRepo('docs/operations.md'), 'utf8');
  const told = [...text.matchAll(/^### (Meet\w+)$/gm)].map(([, name]) => name);
  expect(told.toSorted()).toEqual(alerts.map(({ alert }) => alert).toSorted());
  for (const { alert, annotations } of alerts) {
    expect(annotations.runbook_url).toBe(`docs/operations.md#${alert.toLowerCase()}`);
  }
});
