import type { CallReport, MediaTopology } from '@cline-meet/protocol';

/** How one connection for media is, as far as it can tell by now. */
export interface ConnectionStatistics {
  /** Names the connection among all that this client has had. */
  readonly id: string;
  readonly state: RTCPeerConnectionState;
  readonly stats: RTCStatsReport;
}

/** What runs now. */
export interface CallSource {
  readonly mode: MediaTopology['mode'] | null;
  /** Whether media of anyone flows. */
  readonly isFlowing: boolean;
}

type Way = Exclude<keyof CallReport['connections'], 'failed'>;
type Received = Pick<CallReport, 'freezeCount' | 'frozenMs' | 'playedMs' | 'packetsReceived' | 'packetsLost'>;

/** The protocol allows more; a call that has had more is no typical one. */
const MOST_KEPT = 5000;
const nothing: Received = { freezeCount: 0, frozenMs: 0, playedMs: 0, packetsReceived: 0, packetsLost: 0 };

/**
 * Follows how a call is, by what is found of its statistics now and then: connections come and go, and those that are
 * closed tell nothing any more. What it keeps are sums.
 */
export class CallQuality {
  readonly #source: CallSource;
  readonly #now: () => number;
  #beganAt = 0;
  readonly #ways = new Map<string, Way | 'failed' | 'connecting'>();
  /** The latest that each received stream has told. */
  readonly #received = new Map<string, Received>();
  readonly #roundTripsMs = { sum: 0, count: 0 };
  #mode: MediaTopology['mode'] = 'mesh';
  #joinMs: number | null = null;
  #isTimed = true;

  constructor(source: CallSource, now: () => number) {
    this.#source = source;
    this.#now = now;
  }

  /** The wish to join. */
  begin(): void {
    this.#beganAt = this.#now();
  }

  /** Nobody else was there on arrival: how soon media flows is then up to them. */
  arrivedAlone(): void {
    this.#isTimed = false;
  }

  /** To be called when what flows may have changed. */
  changed(): void {
    const { mode, isFlowing } = this.#source;
    if (mode) this.#mode = mode;
    if (isFlowing && this.#isTimed) this.#joinMs ??= Math.max(0, Math.round(this.#now() - this.#beganAt));
  }

  /** How it was so far; null where no connection was ever tried. */
  report(): CallReport | null {
    if (this.#ways.size === 0) return null;
    const { sum, count } = this.#roundTripsMs;
    const connections = { host: 0, srflx: 0, prflx: 0, relay: 0, failed: 0 };
    for (const way of this.#ways.values()) if (way !== 'connecting') connections[way] += 1;
    return {
      mode: this.#mode,
      joinMs: this.#joinMs,
      connections,
      ...[...this.#received.values()].reduce(sumOf, nothing),
      roundTripMs: count === 0 ? null : Math.min(60_000, Math.round(sum / count)),
    };
  }

  take(found: readonly ConnectionStatistics[]): void {
    for (const connection of found) this.#take(connection);
  }

  #take({ id, state, stats }: ConnectionStatistics): void {
    const pair = selectedPair(stats);
    if (pair) this.#ways.set(id, wayOf(pair, stats));
    else if (!isWay(this.#ways.get(id)) && this.#ways.size < MOST_KEPT) {
      this.#ways.set(id, state === 'failed' ? 'failed' : 'connecting');
    }
    if (pair?.currentRoundTripTime !== undefined) {
      this.#roundTripsMs.sum += pair.currentRoundTripTime * 1000;
      this.#roundTripsMs.count += 1;
    }
    for (const entry of stats.values()) {
      const key = `${id} ${entry.id}`;
      const isKept = this.#received.has(key) || this.#received.size < MOST_KEPT;
      if (entry.type === 'inbound-rtp' && isKept) this.#received.set(key, receivedOf(entry));
    }
  }
}

const isWay = (way: string | undefined): boolean => way !== undefined && way !== 'failed' && way !== 'connecting';

function selectedPair(stats: RTCStatsReport): RTCIceCandidatePairStats | null {
  const transport = [...stats.values()].find(({ type }) => type === 'transport');
  return stats.get(transport?.selectedCandidatePairId) ?? null;
}

/** Media is relayed where either end is. */
function wayOf({ localCandidateId, remoteCandidateId }: RTCIceCandidatePairStats, stats: RTCStatsReport): Way {
  const types = [localCandidateId, remoteCandidateId].map((id) => stats.get(id)?.candidateType);
  if (types.includes('relay')) return 'relay';
  const [local] = types;
  return local === 'srflx' || local === 'prflx' ? local : 'host';
}

/** Audio has no pictures that could freeze: those fields are absent there. */
function receivedOf(entry: Record<string, number | undefined>): Received {
  const whole = (value: number | undefined) => Math.max(0, Math.round(value ?? 0) || 0);
  const frozenMs = whole((entry.totalFreezesDuration ?? 0) * 1000);
  return {
    freezeCount: whole(entry.freezeCount),
    frozenMs,
    playedMs: whole((entry.totalInterFrameDelay ?? 0) * 1000),
    packetsReceived: whole(entry.packetsReceived),
    // Negative where duplicates came (RFC 3550, section 6.4.1).
    packetsLost: whole(entry.packetsLost),
  };
}

function sumOf(sum: Received, more: Received): Received {
  return {
    freezeCount: sum.freezeCount + more.freezeCount,
    frozenMs: sum.frozenMs + more.frozenMs,
    playedMs: sum.playedMs + more.playedMs,
    packetsReceived: sum.packetsReceived + more.packetsReceived,
    packetsLost: sum.packetsLost + more.packetsLost,
  };
}
