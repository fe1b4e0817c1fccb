import type { ConnectionId } from '@cline-meet/protocol';
import type { ConnectionStatistics } from './call-quality.ts';
import type { RemoteMedia } from './session-state.ts';

/** How well media comes through. `weak` is heard and seen now and then, `bad` makes it hard to follow. */
export type LinkQuality = 'good' | 'weak' | 'bad';

export interface LinkQualities {
  /** Of what this client sends, and of what it receives where that is bad from everyone. */
  readonly own: LinkQuality;
  /** Of what comes from each of the others. Who is not named has sent too little to tell. */
  readonly others: ReadonlyMap<ConnectionId, LinkQuality>;
}

/** The least that a quality below `good` begins with. */
interface Limits {
  readonly weak: number;
  readonly bad: number;
}

const levels = ['good', 'weak', 'bad'] as const satisfies LinkQuality[];

/** Of all packets. Opus and retransmitted pictures bear less without anyone noticing. */
const LOST: Limits = { weak: 0.05, bad: 0.15 };
/** Of all that is played: what came late is made up, and heard as gaps or as a voice of metal. */
const CONCEALED: Limits = { weak: 0.15, bad: 0.35 };
/** From these on people talk into each other (ITU-T G.114 has 400 ms one way as the most to plan for). */
const ROUND_TRIP_S: Limits = { weak: 0.5, bad: 1 };
/** Fewer tell nothing: one of ten may be chance. */
const ENOUGH_PACKETS = 30;
/** Half a second at 48 kHz. */
const ENOUGH_SAMPLES = 24_000;

interface Counters {
  readonly packets: number;
  readonly lost: number;
  readonly samples: number;
  readonly concealed: number;
}

const zero: Counters = { packets: 0, lost: 0, samples: 0, concealed: 0 };

/** What a quality is judged by: what was told, and how the last look was. Both index {@link levels}. */
interface Judged {
  readonly told: number;
  readonly last: number;
}

const unjudged: Judged = { told: 0, last: 0 };

/**
 * Judges from look to look how well media comes through. One bad look says nothing: what is told follows two in a row, to
 * the worse as to the better.
 */
export class LinkJudge {
  #counters: ReadonlyMap<string, Counters> = new Map();
  /** When the reports of receivers came. */
  #reportedAt: ReadonlyMap<string, number> = new Map();
  #others = new Map<ConnectionId, Judged>();
  #own = unjudged;
  #qualities: LinkQualities = { own: 'good', others: new Map() };

  /** A new object on each change. */
  get qualities(): LinkQualities {
    return this.#qualities;
  }

  /** Takes one more look at all connections; false where nothing is different by it. */
  take(found: readonly ConnectionStatistics[], remote: ReadonlyMap<ConnectionId, RemoteMedia>): boolean {
    const heard = this.#heard(found, remote);
    const reached = this.#reached(found);
    const levelsHeard = [...heard.values()];
    // What is bad from everyone is bad here: one alone may be the cause.
    const here = levelsHeard.length > 1 ? Math.min(...levelsHeard) : 0;
    if (reached !== null || levelsHeard.length > 1) this.#own = next(this.#own, Math.max(reached ?? 0, here));
    const others = new Map<ConnectionId, Judged>();
    for (const id of remote.keys()) {
      const [before, level] = [this.#others.get(id), heard.get(id)];
      const judged = level === undefined ? before : next(before ?? unjudged, level);
      if (judged) others.set(id, judged);
    }
    this.#others = others;
    return this.#tell();
  }

  #tell(): boolean {
    const own = nameOf(this.#own);
    const others = new Map([...this.#others].map(([id, judged]) => [id, nameOf(judged)]));
    const { own: ownBefore, others: before } = this.#qualities;
    const isSame =
      own === ownBefore && before.size === others.size && [...others].every(([id, each]) => before.get(id) === each);
    if (!isSame) this.#qualities = { own, others };
    return !isSame;
  }

  /** How what came from each since the last look was, of those who sent enough. */
  #heard(
    found: readonly ConnectionStatistics[],
    remote: ReadonlyMap<ConnectionId, RemoteMedia>,
  ): Map<ConnectionId, number> {
    const senders = new Map<string, ConnectionId>();
    for (const [id, { tracks }] of remote) for (const track of Object.values(tracks)) senders.set(track.id, id);
    const counters = new Map<string, Counters>();
    const sums = new Map<ConnectionId, Counters>();
    for (const [key, entry] of entriesOf(found, 'inbound-rtp')) {
      const now = countersOf(entry);
      counters.set(key, now);
      const sender = senders.get(entry.trackIdentifier);
      // A stream that is new has lost nothing since a look that it was not there for.
      const before = this.#counters.get(key) ?? now;
      if (sender) sums.set(sender, grown(sums.get(sender) ?? zero, before, now));
    }
    this.#counters = counters;
    return new Map(
      [...sums].flatMap(([id, sum]) => {
        const level = levelOfReceived(sum);
        return level === null ? [] : [[id, level] as const];
      }),
    );
  }

  /**
   * How what this client sends arrives, by what receivers report (RFC 3550, section 6.4.1). The best of several
   * receivers: what is bad for one of them alone is theirs. Null where none has reported anew.
   */
  #reached(found: readonly ConnectionStatistics[]): number | null {
    const reportedAt = new Map<string, number>();
    const byConnection = new Map<string, number>();
    for (const [key, entry, id] of entriesOf(found, 'remote-inbound-rtp')) {
      reportedAt.set(key, entry.timestamp);
      if (this.#reportedAt.get(key) === entry.timestamp) continue;
      const level = Math.max(levelOf(entry.fractionLost ?? 0, LOST), levelOf(entry.roundTripTime ?? 0, ROUND_TRIP_S));
      byConnection.set(id, Math.max(byConnection.get(id) ?? 0, level));
    }
    this.#reportedAt = reportedAt;
    return byConnection.size === 0 ? null : Math.min(...byConnection.values());
  }
}

/** What is told goes only as far as the last two looks agree. */
function next({ told, last }: Judged, level: number): Judged {
  const [least, most] = [Math.min(last, level), Math.max(last, level)];
  return { told: Math.min(Math.max(told, least), most), last: level };
}

const nameOf = ({ told }: Judged): LinkQuality => levels[told] ?? 'good';

function levelOf(value: number, { weak, bad }: Limits): number {
  if (value >= bad) return 2;
  return value >= weak ? 1 : 0;
}

function levelOfReceived({ packets, lost, samples, concealed }: Counters): number | null {
  const byLoss = packets + lost < ENOUGH_PACKETS ? null : levelOf(lost / (packets + lost), LOST);
  const bySound = samples < ENOUGH_SAMPLES ? null : levelOf(concealed / samples, CONCEALED);
  return byLoss === null && bySound === null ? null : Math.max(byLoss ?? 0, bySound ?? 0);
}

/** Silence that is made up is not heard. Pictures have no samples. */
function countersOf(entry: Record<string, number | undefined>): Counters {
  return {
    packets: entry.packetsReceived ?? 0,
    lost: entry.packetsLost ?? 0,
    samples: entry.totalSamplesReceived ?? 0,
    concealed: (entry.concealedSamples ?? 0) - (entry.silentConcealedSamples ?? 0),
  };
}

/** `sum`, and what came from `before` to `now`. Losses are taken back where a packet was only late. */
function grown(sum: Counters, before: Counters, now: Counters): Counters {
  const more = (of: keyof Counters) => sum[of] + Math.max(0, now[of] - before[of]);
  return { packets: more('packets'), lost: more('lost'), samples: more('samples'), concealed: more('concealed') };
}

/** Those of one type: a key that no other has, the entry, and the connection that it is of. */
function* entriesOf(found: readonly ConnectionStatistics[], type: RTCStatsType) {
  for (const { id, stats } of found) {
    for (const entry of stats.values()) if (entry.type === type) yield [`${id} ${entry.id}`, entry, id] as const;
  }
}
