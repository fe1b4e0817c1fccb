import { describe, expect, it } from 'vitest';
import { flagTable } from './flag-table.ts';
import { helpText, readFlags } from './flags.ts';
import { scenarios } from './scenarios/all.ts';

const read = (...argv: string[]) => {
  const plan = readFlags(argv, { cores: 2 });
  if (plan === 'help') throw new Error('it was asked for help');
  return plan;
};
const refusal = (...argv: string[]) => {
  try {
    read(...argv);
  } catch (error) {
    return (error as Error).message;
  }
  return 'it was taken';
};

describe('readFlags', () => {
  it('runs a scenario as that is meant, on servers of its own', () => {
    const plan = read('meeting-mix');
    expect(plan).toMatchObject({ targets: null, servers: null, seed: 1, processes: 1, out: null });
    expect(plan.load).toEqual(plan.scenario.defaults);
    expect(read('rolling-deploy').servers).toBe(2);
  });

  it('takes numbers, and rooms by their size or their number', () => {
    const flags = ['--connections', '4000', '--rate=250', '--duration', '5', '--seed', '7'];
    const { load, seed, processes } = read('idle', ...flags, '--room-size', '40');
    expect(load).toEqual({ connections: 4000, roomSize: 40, joinsPerSecond: 250, durationMs: 5000 });
    expect([seed, processes]).toEqual([7, 2]);
    expect(read('idle', ...flags, '--rooms', '7').load.roomSize).toBe(572);
  });

  it('sends media where it is asked to, of a kind that it knows', () => {
    expect(read('idle').media).toBeNull();
    expect([read('idle', '--media', 'audio').media, read('idle', '--media=video').media]).toEqual(['audio', 'video']);
    expect(refusal('idle', '--media', 'screen')).toBe('--media is "screen" but must be audio, or video for both');
  });

  it('has no more processes than rooms, which are never split', () => {
    expect(read('idle', '--connections', '20', '--room-size', '10', '--processes', '8').processes).toBe(2);
  });

  it('puts load on this machine alone, unless told that it may', () => {
    for (const target of ['http://localhost:8080', 'http://127.0.0.1:8080', 'http://[::1]:8080']) {
      expect(read('idle', '--target', target).targets?.[0]?.href).toBe(`${target}/`);
    }
    const foreign = ['http://example.org', 'https://127.0.0.1.example.org', 'http://10.0.0.1', 'http://0.0.0.0:8080'];
    for (const target of foreign) {
      expect(refusal('idle', '--target', target)).toContain('--i-may-load-this-host');
      expect(refusal('idle', '--target', `http://localhost,${target}`)).toContain('--i-may-load-this-host');
      expect(read('idle', '--target', target, '--i-may-load-this-host').targets).toHaveLength(1);
    }
  });

  it.each([
    [['--connections', '0'], '--connections is "0" but must be a whole number from 1 to 100000'],
    [['--connections', '100001'], '--connections is "100001"'],
    [['--connections', '1e3'], '--connections is "1e3"'],
    [['--connections'], 'connections'],
    [['--room-size', '1001'], '--room-size is "1001"'],
    [['--rate', '0'], '--rate is "0"'],
    [['--rate', '20001'], '--rate is "20001"'],
    [['--duration', '3601'], '--duration is "3601"'],
    [['--processes', '65'], '--processes is "65"'],
    [['--servers', '9'], '--servers is "9"'],
    [['--seed', '4294967296'], '--seed is "4294967296"'],
    [['--cores', '0;reboot'], '--cores is "0;reboot"'],
    [['--server-env', 'LOG_LEVEL'], '--server-env is "LOG_LEVEL"'],
    [['--server-env', 'A=1,HOST=0.0.0.0'], '--server-env is "A=1,HOST=0.0.0.0" but must be'],
    [['--target', 'ftp://localhost'], '--target is "ftp://localhost"'],
    [['--target', 'http://localhost/path'], '--target is "http://localhost/path"'],
    [['--target', 'http://localhost', '--servers', '1'], '--servers is for servers that are started here'],
    [['--target', 'http://localhost', '--server-env', 'A=1'], '--server-env is for servers that are started here'],
    [['--rooms', '2', '--room-size', '2'], '--rooms and --room-size say the same'],
    [['--connections', '2', '--rooms', '3'], '--rooms must not be more than --connections'],
    [['--connections', '5000', '--rooms', '1'], 'at most 1000 bots in a room'],
    [['--connections', '10000', '--rate', '1'], 'within an hour'],
    [['--nonsense', '1'], '--nonsense'],
    [['more'], '"more" is one word too many'],
  ])('refuses %j in one line', (argv, message) => {
    expect(refusal('idle', ...argv)).toContain(message);
    expect(refusal('idle', ...argv)).not.toContain('\n');
  });

  it('names the scenarios to who names none, or another one', () => {
    expect(refusal()).toContain('join-storm');
    expect(refusal('nonsense')).toContain('there is no scenario "nonsense", but idle, join-storm');
  });

  it('deploys where there is a way to, and people can move', () => {
    const target = ['--target', 'http://localhost:1,http://localhost:2'];
    expect(refusal('rolling-deploy', ...target)).toContain('--deploy-command');
    expect(read('rolling-deploy', ...target, '--deploy-command', 'kubectl rollout  x').deployCommand).toEqual([
      'kubectl',
      'rollout',
      'x',
    ]);
    expect(refusal('rolling-deploy', '--servers', '1')).toContain('--servers 2 or more');
    expect(refusal('rolling-deploy', '--deploy-command', 'true')).toContain('is for a --target');
  });
});

it('tells all flags and scenarios to who asks for help', () => {
  expect(readFlags(['--help'], { cores: 2 })).toBe('help');
  for (const name of Object.keys(flagTable)) expect(helpText()).toContain(`--${name} `);
  for (const { name, about } of scenarios) expect(helpText()).toContain(`${name.padEnd(16)} ${about}`);
});
