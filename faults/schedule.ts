import { Random } from '../apps/loadtest/src/random.ts';

/** What may break. */
export const faultKinds = [
  /** A server dies (SIGKILL), and another takes its place. */
  'kill_hub',
  'drain_hub',
  'pause_redis',
  /** Redis loses all it holds, and goes on. */
  'empty_redis',
  /** Redis dies, and comes back with nothing. */
  'restart_redis',
  /** The servers' connections to Redis break, with whatever was under way. */
  'cut_redis',
  /** They carry nothing any more, and nobody is told. */
  'half_open_redis',
  /** For a while a third of what is published is lost, and not one in a hundred. */
  'lose_messages',
  'half_open_socket',
  'slow_reader',
  'cut_socket',
  /** Someone shuts their laptop and is not seen again. */
  'vanish',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  readonly atMs: number;
  readonly kind: FaultKind;
  /** Which server or person, counted around. */
  readonly which: number;
  readonly lastsMs: number;
}

export type Act = 'chat' | 'raise_hand' | 'microphone' | 'mute_everyone' | 'come_or_go';

export interface Deed {
  readonly atMs: number;
  readonly person: number;
  readonly act: Act;
  readonly on: boolean;
}

export interface RoomPlan {
  readonly waitingRoom: boolean;
  /** The first is the host. Whether each comes through the balancer, or to which server directly. */
  readonly people: readonly ('balancer' | number)[];
  readonly deeds: readonly Deed[];
}

export interface Schedule {
  readonly seed: number;
  readonly rooms: readonly RoomPlan[];
  readonly faults: readonly Fault[];
}

const ROOMS = 2;
const ACTING_MS = 6000;
const LONG_PAUSE_MS = 10_000;
/** Of deeds while the fault lasts, and after it. */
const AFTERMATH_MS = 2500;

const acts: readonly [Act, ...Act[]] = [
  ...Array<'chat'>(6).fill('chat'),
  'raise_hand',
  'raise_hand',
  'microphone',
  'microphone',
  'mute_everyone',
  'come_or_go',
] as unknown as [Act, ...Act[]];

/** What is to happen when. Each kind of fault has its turn; another two may come with it. */
export function scheduleOf(seed: number, hubs: number, hasLongPauses: boolean): Schedule {
  const random = new Random(seed);
  const main = faultKinds[seed % faultKinds.length] ?? 'kill_hub';
  const others = Array.from({ length: random.between(0, 2) }, () => random.pick(faultKinds));
  const faults = [main, ...others].map((kind) => faultOf(kind, random, hasLongPauses));
  const lastMs = Math.max(ACTING_MS, ...faults.map(({ atMs, lastsMs }) => atMs + lastsMs + AFTERMATH_MS));
  const rooms = Array.from({ length: ROOMS }, () => roomOf(random, hubs, lastMs));
  return { seed, rooms, faults };
}

function faultOf(kind: FaultKind, random: Random, hasLongPauses: boolean): Fault {
  const isLong = kind === 'pause_redis' && hasLongPauses;
  const lastsMs = isLong ? LONG_PAUSE_MS : random.between(500, 2500);
  return { kind, atMs: random.between(1000, 3500), which: random.between(0, 11), lastsMs };
}

function roomOf(random: Random, hubs: number, lastMs: number): RoomPlan {
  const people = Array.from({ length: random.between(3, 4) }, () =>
    random.chance(0.6) ? ('balancer' as const) : random.between(0, hubs - 1),
  );
  const deeds: Deed[] = [];
  for (const person of people.keys()) {
    for (let atMs = random.between(0, 700); atMs < lastMs; atMs += random.between(200, 1200)) {
      deeds.push({ atMs, person, act: random.pick(acts), on: random.chance(0.5) });
    }
  }
  deeds.sort((one, other) => one.atMs - other.atMs);
  return { waitingRoom: random.chance(0.3), people, deeds };
}
