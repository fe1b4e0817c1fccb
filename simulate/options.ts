import { parseArgs } from 'node:util';

/** A bad flag. The message is the one line that is shown. */
export class OptionError extends Error {}

interface Bounds {
  /** Null: what the flag is for follows from elsewhere. */
  readonly default: number | null;
  readonly from: number;
  readonly to: number;
  readonly about: string;
  /** Fractions are allowed. */
  readonly isReal?: boolean;
}

const flags = {
  pods: { default: 100, from: 3, to: 500, about: 'hubs at the start' },
  connections: { default: 1_000_000, from: 100, to: 2_000_000, about: 'people in meetings' },
  seed: { default: 1, from: 0, to: 4_294_967_295, about: 'the same seed, the same figures' },
  'stay-minutes': { default: 40, from: 1, to: 1440, about: 'how long a person stays' },
  'chats-per-hour': { default: 20, from: 0, to: 3600, isReal: true, about: 'chat messages of a person' },
  'controls-per-hour': {
    default: 40,
    from: 0,
    to: 18_000,
    isReal: true,
    about: 'mutes, cameras, hands, screens of a person',
  },
  'candidates-per-peer': { default: 12, from: 0, to: 200, about: 'ICE candidates to each peer of a mesh' },
  'pod-start-seconds': { default: 30, from: 1, to: 900, about: 'from a pod wanted to a pod ready' },
  'ramp-minutes': { default: 20, from: 1, to: 240, about: 'over which all come, for the autoscaler' },
} satisfies Record<string, Bounds>;

/** What follows from the manifests, or from the result, unless it is given. */
const overrides = {
  'max-connections': { default: null, from: 100, to: 100_000, about: 'MAX_CONNECTIONS of a hub; else as deployed' },
  'hpa-connections': {
    default: null,
    from: 100,
    to: 100_000,
    about: 'connections a hub that the autoscaler aims at; else as deployed',
  },
  retries: { default: null, from: 0, to: 10, about: 'hubs that the balancer asks after the first; else as deployed' },
  shards: { default: null, from: 3, to: 1000, about: 'masters of the Redis Cluster; else the fewest that will do' },
} satisfies Record<string, Bounds>;

type Flag = keyof typeof flags;
type Override = keyof typeof overrides;
const all: Readonly<Record<string, Bounds>> = { ...flags, ...overrides };

/** A meeting's size, and its share of all meetings. */
export interface RoomSize {
  readonly people: number;
  readonly share: number;
}

export type Options = Readonly<Record<Flag, number> & Record<Override, number | null>> & {
  readonly rooms: readonly RoomSize[];
  readonly report: string;
  readonly isHelp: boolean;
};

/** Mostly two to six, with a tail to fifty. Nobody has measured it: it is a guess to be replaced by one's own. */
export const ROOM_SIZES = '2:35,3:20,4:15,5:10,6:8,8:5,10:3,15:2,25:1.5,50:0.5';
const LARGEST_ROOM = 1000;
const REPORT_FOLDER = 'test-results/simulate';

/** Throws an {@link OptionError} for the first flag that is unknown or out of bounds. */
export function readOptions(argv: readonly string[]): Options {
  const values = parse(argv);
  const numbers = Object.fromEntries(
    Object.entries(all).map(([name, bounds]) => [name, numberOf(name, bounds, values[name])]),
  ) as Record<Flag, number> & Record<Override, number | null>;
  return {
    ...numbers,
    rooms: roomSizes(values.rooms ?? ROOM_SIZES),
    report: values.report ?? REPORT_FOLDER,
    isHelp: values.help === '',
  };
}

/** One line for each flag. */
export function usage(): string {
  const lines = Object.entries(all).map(
    ([name, { about, from, to, default: value }]) => `  --${name} ${value ?? '…'}   ${about} (${from} to ${to})`,
  );
  return [
    'npm run simulate -- [flags]',
    ...lines,
    `  --rooms ${ROOM_SIZES}   sizes of meetings, each with its share`,
    `  --report ${REPORT_FOLDER}   folder of report.html and result.json`,
  ].join('\n');
}

function parse(argv: readonly string[]): Record<string, string | undefined> {
  const names = [...Object.keys(all), 'rooms', 'report'];
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
    const { values } = parseArgs({ args: [...argv], options: { ...options, help: { type: 'boolean' as const } } });
    const { help, ...given } = values as Record<string, string> & { help?: boolean };
    return { ...given, ...(help && { help: '' }) };
  } catch (error) {
    throw new OptionError(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
}

function numberOf(name: string, { default: value, from, to, isReal }: Bounds, text: string | undefined): number | null {
  if (text === undefined) return value;
  const given = (isReal ? /^\d+(\.\d+)?$/ : /^\d+$/).test(text) ? Number(text) : Number.NaN;
  if (given >= from && given <= to) return given;
  throw new OptionError(`--${name} must be a ${isReal ? '' : 'whole '}number from ${from} to ${to}`);
}

function roomSizes(text: string): RoomSize[] {
  return text.split(',').map((part) => {
    const [, people, share] = /^(\d{1,4}):(\d{1,6}(?:\.\d{1,6})?)$/.exec(part) ?? [];
    const size = { people: Number(people), share: Number(share) };
    if (size.people >= 1 && size.people <= LARGEST_ROOM && size.share > 0) return size;
    throw new OptionError(`--rooms must be sizes from 1 to ${LARGEST_ROOM} with their shares, such as 2:70,8:30`);
  });
}
