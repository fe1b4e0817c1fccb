import { parseArgs } from 'node:util';
import type { MediaKinds } from './bot/bot.ts';
import { type Flag, flagTable } from './flag-table.ts';
import { scenarios } from './scenarios/all.ts';
import { type Load, rampMs, type Scenario } from './scenarios/scenario.ts';

/** What was asked for cannot be done. The message is the one line that the person reads. */
export class FlagError extends Error {}

type Name = keyof typeof flagTable;
type Given = { readonly [N in Name]?: NonNullable<ReturnType<(typeof flagTable)[N]['parse']>> };

/** What to run, all decided. */
export interface RunPlan {
  readonly scenario: Scenario;
  readonly load: Load;
  readonly processes: number;
  readonly seed: number;
  /** Null: bots send no media. */
  readonly media: MediaKinds | null;
  /** Null: servers are started here. */
  readonly targets: readonly URL[] | null;
  /** Hubs beside a gateway; null: one process that is everything, as `npm start` runs it. */
  readonly servers: number | null;
  readonly serverEnv: Record<string, string>;
  readonly deployCommand: readonly string[] | null;
  readonly cores: readonly number[] | null;
  readonly serverCores: readonly number[] | null;
  /** Null: a new one. */
  readonly out: string | null;
}

const BOTS_PER_PROCESS = 2500;
const LONGEST_RAMP_MS = 3_600_000;
const PERMISSION = 'i-may-load-this-host';

/** Reads the command line, or `help` where that is asked for. Throws a {@link FlagError} for the first bad thing. */
export function readFlags(argv: readonly string[], machine: { cores: number }): RunPlan | 'help' {
  const { words, values, mayLoad, help } = parse(argv);
  if (help) return 'help';
  const scenario = scenarioNamed(words);
  const given = valuesOf(values);
  const load = loadOf(scenario, given);
  const targets = given.target ?? null;
  checkTargets(targets, given, mayLoad);
  if (scenario.deploys) checkDeploy(targets, given);
  const processes = given.processes ?? Math.min(machine.cores, Math.ceil(load.connections / BOTS_PER_PROCESS));
  return {
    scenario,
    load,
    processes: Math.min(processes, Math.ceil(load.connections / load.roomSize)),
    seed: given.seed ?? 1,
    media: given.media ?? null,
    targets,
    servers: given.servers ?? (scenario.deploys ? 2 : null),
    serverEnv: given['server-env'] ?? {},
    deployCommand: given['deploy-command'] ?? null,
    cores: given.cores ?? null,
    serverCores: given['server-cores'] ?? null,
    out: given.out ?? null,
  };
}

function parse(argv: readonly string[]) {
  const text = Object.fromEntries(Object.keys(flagTable).map((name) => [name, { type: 'string' as const }]));
  const options = { ...text, [PERMISSION]: { type: 'boolean' as const }, help: { type: 'boolean' as const } };
  try {
    const { positionals, values } = parseArgs({ args: [...argv], options, allowPositionals: true });
    return { words: positionals, values, mayLoad: values[PERMISSION] === true, help: values.help === true };
  } catch (error) {
    throw new FlagError(String((error as Error).message).split('\n')[0]);
  }
}

function scenarioNamed(words: readonly string[]): Scenario {
  const names = scenarios.map(({ name }) => name).join(', ');
  const [name, extra] = words;
  if (name === undefined) throw new FlagError(`name a scenario: ${names}`);
  if (extra !== undefined) throw new FlagError(`one scenario at a time; "${extra}" is one word too many`);
  const found = scenarios.find((scenario) => scenario.name === name);
  if (!found) throw new FlagError(`there is no scenario "${name}", but ${names}`);
  return found;
}

function valuesOf(values: Record<string, unknown>): Given {
  const names = Object.keys(flagTable) as Name[];
  return Object.fromEntries(
    names.flatMap((name) => {
      const { default: fallback, must, parse: read }: Flag<unknown> = flagTable[name];
      const text = (values[name] as string | undefined) ?? fallback;
      if (text === undefined) return [];
      const value = read(text);
      if (value === undefined) throw new FlagError(`--${name} is "${text}" but must be ${must}`);
      return [[name, value]];
    }),
  );
}

function loadOf({ defaults }: Scenario, given: Given): Load {
  const { rooms, rate, duration } = given;
  const connections = given.connections ?? defaults.connections;
  if (rooms !== undefined && given['room-size'] !== undefined) {
    throw new FlagError('--rooms and --room-size say the same: give one');
  }
  if (rooms !== undefined && rooms > connections) throw new FlagError('--rooms must not be more than --connections');
  const load = {
    connections,
    roomSize: rooms === undefined ? (given['room-size'] ?? defaults.roomSize) : Math.ceil(connections / rooms),
    joinsPerSecond: rate ?? defaults.joinsPerSecond,
    durationMs: duration === undefined ? defaults.durationMs : duration * 1000,
  };
  if (load.roomSize > 1000) throw new FlagError('there must be at most 1000 bots in a room: give more --rooms');
  if (rampMs(load) > LONGEST_RAMP_MS) throw new FlagError('all must have come within an hour: give a higher --rate');
  return load;
}

function checkTargets(targets: readonly URL[] | null, given: Given, mayLoad: boolean): void {
  if (targets === null) return;
  const foreign = targets.find(({ hostname }) => !isLoopback(hostname));
  if (foreign && !mayLoad) {
    throw new FlagError(`${foreign.host} is another host: say --${PERMISSION} if you may put load on it`);
  }
  const own = (['servers', 'server-cores'] as const).find((name) => given[name] !== undefined);
  if (own) throw new FlagError(`--${own} is for servers that are started here, and --target names others`);
  if (Object.keys(given['server-env'] ?? {}).length > 0) {
    throw new FlagError('--server-env is for servers that are started here, and --target names others');
  }
}

function checkDeploy(targets: readonly URL[] | null, given: Given): void {
  if (targets && !given['deploy-command']) throw new FlagError('a deploy of a --target needs a --deploy-command');
  if (!targets && given['deploy-command']) throw new FlagError('--deploy-command is for a --target');
  if (!targets && given.servers === 1)
    throw new FlagError('a deploy needs --servers 2 or more: people move to the others');
}

/** What is sent there never leaves this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** What `--help` prints. */
export function helpText(): string {
  const lines = Object.entries(flagTable).map(([name, { about, must, default: fallback }]) => {
    const value = fallback ? ` (default ${fallback})` : '';
    return `  --${name.padEnd(16)} ${about}${value}\n${' '.repeat(21)}${must}`;
  });
  return [
    'npm run loadtest -- <scenario> [flags]',
    '',
    'Scenarios:',
    ...scenarios.map(({ name, about, defaults: { connections, roomSize, joinsPerSecond, durationMs } }) => {
      const numbers = `${connections} in rooms of ${roomSize}, ${joinsPerSecond} a second, then ${durationMs / 1000} s`;
      return `  ${name.padEnd(16)} ${about} (${numbers})`;
    }),
    '',
    'Flags:',
    ...lines,
    `  --${PERMISSION}  needed for a --target that is not this machine`,
    '',
    'Examples:',
    '  npm run loadtest -- join-storm --connections 4000 --rate 400 --servers 1 --server-cores 0 --cores 1',
    '  npm run loadtest -- meeting-mix --connections 20 --room-size 4 --media video',
    '  npm run loadtest -- idle --target http://localhost:8080',
    '',
  ].join('\n');
}
