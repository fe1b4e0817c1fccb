import { execFile } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../scripts/built-server.mjs';
import { inRepo } from '../../scripts/paths.mjs';
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

it('are held to that: a changed objective fails their tests', async () => {
  const rules = readFileSync(join(monitoringFolder, 'rules.yaml'), 'utf8');
  const loose = rules.replaceAll('le="0.2"', 'le="+Inf"');
  expect(loose).not.toBe(rules);
  writeFileSync(join(changed.path, 'rules.yaml'), loose);
  copyFileSync(join(monitoringFolder, 'rules.test.yaml'), join(changed.path, 'rules.test.yaml'));
  await expect(promtool(['test', 'rules', 'rules.test.yaml'], changed.path)).rejects.toThrow('MeetDeliveriesBurn');
}, 120_000);

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
