/** A flag: how it is read, and what a person reads of it. */
export interface Flag<Value> {
  /** Undefined where there is none: then the scenario, or the machine, decides. */
  readonly default: string | undefined;
  readonly about: string;
  /** "must be …". */
  readonly must: string;
  /** Undefined for a text that is not good. */
  readonly parse: (text: string) => Value | undefined;
}

const flag = <Value>(definition: Flag<Value>): Flag<Value> => definition;

const whole = (least: number, most: number) => ({
  must: `a whole number from ${least} to ${most}`,
  parse: (text: string) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    return value >= least && value <= most ? value : undefined;
  },
});

const cores = {
  must: 'numbers of cores separated by commas, such as 0,1',
  parse: (text: string) => (/^\d{1,3}(,\d{1,3})*$/.test(text) ? text.split(',').map(Number) : undefined),
};

/** What servers that are started here are given, so that they stay on loopback and find each other. */
const FIXED = ['HOST', 'PORT', 'OPERATOR_PORT', 'ROLE', 'DATA_DIR', 'REDIS_URL', 'GATEWAY_KEYS_URL', 'TLS'];

/** All that can be said on the command line. Every number has an end. */
export const flagTable = {
  target: flag({
    default: undefined,
    about: 'servers that run already, separated by commas: tickets come from the first, sockets go to all',
    must: 'http or https addresses without a path, separated by commas',
    parse: parseTargets,
  }),
  servers: flag({
    default: undefined,
    about: 'without --target: hubs to start here, beside a gateway and a Redis; absent, one process that is everything',
    ...whole(1, 8),
  }),
  'server-env': flag({
    default: '',
    about: 'settings of these, such as JOINS_PER_SECOND=2000,LOG_LEVEL=info',
    must: `NAME=value pairs separated by commas, without ${FIXED.join(', ')}`,
    parse: parseSettings,
  }),
  'deploy-command': flag({
    default: undefined,
    about: 'for rolling-deploy with --target: the program, with its words, that replaces the servers and waits for it',
    must: 'a program and its words',
    parse: (text: string) => {
      const words = text.split(' ').filter((word) => word !== '');
      return words.length > 0 ? words : undefined;
    },
  }),
  connections: flag({ default: undefined, about: 'bots', ...whole(1, 100_000) }),
  'room-size': flag({ default: undefined, about: 'bots in a room', ...whole(1, 1000) }),
  rooms: flag({ default: undefined, about: 'instead of --room-size: how many rooms', ...whole(1, 100_000) }),
  rate: flag({ default: undefined, about: 'bots that come, in a second', ...whole(1, 20_000) }),
  duration: flag({ default: undefined, about: 'seconds, once all have come', ...whole(1, 3600) }),
  media: flag({
    default: undefined,
    about:
      'has bots send and receive RTP by WebRTC, by a media node in large rooms, a few dozen of them a core (default: none)',
    must: 'audio, or video for both',
    parse: (text: string) => mediaKinds.find((kinds) => kinds === text),
  }),
  processes: flag({
    default: undefined,
    about: 'processes that the bots are in (default: by their number)',
    ...whole(1, 64),
  }),
  cores: flag({ default: undefined, about: 'cores that these are pinned to, in turn', ...cores }),
  'server-cores': flag({ default: undefined, about: 'cores that the started hubs are pinned to, in turn', ...cores }),
  seed: flag({ default: '1', about: 'the same seed, the same deeds', ...whole(0, 2 ** 32 - 1) }),
  out: flag({
    default: undefined,
    about: 'folder of the report (default: one in test-results/loadtest)',
    must: 'a folder',
    parse: (text: string) => text || undefined,
  }),
} as const;

const mediaKinds = ['audio', 'video'] as const;

function parseTargets(text: string): URL[] | undefined {
  const urls = text.split(',').map((each) => (URL.canParse(each) ? new URL(each) : null));
  const good = urls.filter((url) => url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`);
  return good.length === urls.length ? (good as URL[]) : undefined;
}

function parseSettings(text: string): Record<string, string> | undefined {
  if (text === '') return {};
  const pairs = text.split(',').map((pair) => /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(pair));
  if (pairs.some((pair) => pair === null || FIXED.includes(pair[1] ?? ''))) return undefined;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1], pair?.[2]]));
}
