import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { settings } from '../apps/server/src/config.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it('README.md lists every setting with its default and meaning, in order', () => {
  const rows = Object.entries(settings).map(
    ([name, { default: value, about }]) => `| \`${name}\` | ${value === '' ? '' : `\`${value}\` `}| ${about} |`,
  );
  const table = ['| variable | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
  expect(readme).toContain(`\n\n${table}\n\n`);
});
