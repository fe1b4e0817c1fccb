import { Histogram, type PackedHistogram } from './histogram.ts';

/** What is measured as a duration, with what it is counted from. */
export const measures = {
  join: 'Join: from the time it was due to being inside',
  return: 'Return: from the cut, or the loss, to being inside again',
  delivery: 'Chat: from the time it was due to each receiver',
  signal: 'Signal: from an offer, answer or candidate to its peer',
  command: 'Command: from the time it was due to its answer',
  ice: 'Media: from a new peer connection until ICE has found a way',
  link: 'Media: from a new peer connection until it is up, encrypted',
  nodeIce: 'Media node: from a new connection to it until ICE has found a way',
  nodeLink: 'Media node: from a new connection to it until that is up, encrypted',
  ticket: 'Ticket: the HTTP request for it',
  late: 'Generator: how late it did what was due',
} as const;
export type Measure = keyof typeof measures;

/** What is counted. */
export const counters = {
  due: 'were due to come in',
  joined: 'came in',
  returned: 'came back',
  left: 'left',
  cut: 'were cut by the scenario',
  lost: 'connections lost that nobody cut',
  redirected: 'sockets that went to another server because one that drains took none',
  said: 'chat messages sent',
  expected: 'deliveries of them that were due, by who was inside when they were sent',
  delivered: 'deliveries',
  signalled: 'signals sent',
  arrived: 'signals that arrived',
  linking: 'peer connections made, two for each pair',
  linked: 'peer connections that came up',
  rtpSent: 'RTP packets sent over them',
  rtpReceived: 'RTP packets received over them',
  rtpLost: 'RTP packets missing between the first and the last that a receiver had',
  nodeLinking: 'connections to media nodes made, one for each direction',
  nodeLinked: 'connections to media nodes that came up',
  nodeRtpSent: 'RTP packets sent to media nodes',
  nodeRtpReceived: 'RTP packets received from media nodes',
  nodeRtpLost: 'RTP packets from media nodes missing between the first and the last that a receiver had',
  commanded: 'hands, reactions, microphones and mutes',
  received: 'frames received',
  skipped: 'deeds left out because the bot was not inside',
} as const;
export type Counter = keyof typeof counters;

/** What happened since the last one. */
export interface Tally {
  readonly histograms: Partial<Record<Measure, PackedHistogram>>;
  readonly counts: Partial<Record<Counter, number>>;
  readonly errors: Record<string, number>;
}

/** Kinds of errors that are told apart; the rest share one. */
const MOST_ERRORS = 50;

/** Gathers what bots measure, for one process. Bounded, whatever happens. */
export class Recorder {
  #histograms = new Map<Measure, Histogram>();
  #counts = new Map<Counter, number>();
  #errors = new Map<string, number>();

  took(measure: Measure, durationMs: number): void {
    let histogram = this.#histograms.get(measure);
    if (!histogram) {
      histogram = new Histogram();
      this.#histograms.set(measure, histogram);
    }
    histogram.record(durationMs);
  }

  count(counter: Counter, by = 1): void {
    this.#counts.set(counter, (this.#counts.get(counter) ?? 0) + by);
  }

  /** `kind` is one of a small number: never a text with a name or an id in it. */
  failed(kind: string): void {
    const known = this.#errors.has(kind) || this.#errors.size < MOST_ERRORS ? kind : 'others';
    this.#errors.set(known, (this.#errors.get(known) ?? 0) + 1);
  }

  /** What there is since the last call. */
  drain(): Tally {
    const tally: Tally = {
      histograms: Object.fromEntries([...this.#histograms].map(([measure, each]) => [measure, each.pack()])),
      counts: Object.fromEntries(this.#counts),
      errors: Object.fromEntries(this.#errors),
    };
    this.#histograms = new Map();
    this.#counts = new Map();
    this.#errors = new Map();
    return tally;
  }
}
