import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { OptionError, readOptions } from './options.ts';
import { readRules, withOptions } from './rules.ts';

it('what an operator gives stands in for what the manifests say', () => {
  const deployed = readRules();
  const given = readOptions(['--max-connections', '12500', '--hpa-connections', '9999', '--retries', '5']);
  expect(withOptions(deployed, readOptions([]))).toEqual(deployed);
  expect(withOptions(deployed, given)).toEqual({
    ...deployed,
    maxConnections: 12_500,
    retries: 5,
    hpa: { ...deployed.hpa, connections: 9999 },
  });
});

describe('readOptions', () => {
  it('takes numbers, sizes of rooms and a folder', () => {
    const options = readOptions(['--pods', '12', '--chats-per-hour', '1.5', '--rooms', '2:70,8:30', '--report', 'out']);
    expect(options).toMatchObject({ pods: 12, connections: 1_000_000, 'chats-per-hour': 1.5, report: 'out' });
    expect(options).toMatchObject({ 'max-connections': null, 'hpa-connections': null, retries: null, shards: null });
    expect(options.rooms).toEqual([
      { people: 2, share: 70 },
      { people: 8, share: 30 },
    ]);
  });

  it.each([
    ['too many', ['--pods', '501']],
    ['too few', ['--pods', '2']],
    ['no number', ['--connections', 'many']],
    ['too large a hub', ['--max-connections', '100001']],
    ['a fraction of a pod', ['--pods', '10.5']],
    ['a negative number', ['--seed=-1']],
    ['nothing', ['--pods', '']],
    ['no value', ['--pods']],
    ['an unknown flag', ['--pod', '5']],
    ['a stray word', ['pods']],
    ['a room of nobody', ['--rooms', '0:1']],
    ['a room without a share', ['--rooms', '2']],
    ['a room too large', ['--rooms', '2:1,1001:1']],
    ['shares of nothing', ['--rooms', '2:0']],
  ])('refuses %s in one line', (_name, argv) => {
    const refusal = (() => {
      try {
        readOptions(argv);
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toBeInstanceOf(OptionError);
    expect((refusal as Error).message).toMatch(/^[^\n]+$/);
  });
});

it('a bad flag ends the program with that line and 1', () => {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'simulate/main.ts', '--connections', '99'],
    { encoding: 'utf8' },
  );
  expect({ status, stderr, stdout }).toEqual({
    status: 1,
    stderr: '--connections must be a whole number from 100 to 2000000\n',
    stdout: '',
  });
}, 20_000);
