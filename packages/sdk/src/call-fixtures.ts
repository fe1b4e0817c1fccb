import type { ConnectionStatistics } from './call-quality.ts';

export interface Shape {
  id?: string;
  state?: RTCPeerConnectionState;
  /** The kinds of both ends' addresses; null where no pair is selected. */
  way?: [string, string] | null;
  roundTrip?: number;
  received?: object[];
  /** What others report of what is sent. */
  reported?: object[];
}

/** A connection's statistics as a browser gives them. */
export function statistics({
  id = 'a',
  state = 'connected',
  way = ['host', 'host'],
  ...rest
}: Shape = {}): ConnectionStatistics {
  const entries: { id: string; [key: string]: unknown }[] = [
    { id: 'T', type: 'transport', ...(way && { selectedCandidatePairId: 'P' }) },
    ...(way
      ? [
          { id: 'P', localCandidateId: 'L', remoteCandidateId: 'R', currentRoundTripTime: rest.roundTrip },
          { id: 'L', candidateType: way[0] },
          { id: 'R', candidateType: way[1] },
        ]
      : []),
    ...(rest.received ?? []).map((entry, index) => ({ id: `I${index}`, type: 'inbound-rtp', ...entry })),
    ...(rest.reported ?? []).map((entry, index) => ({ id: `R${index}`, type: 'remote-inbound-rtp', ...entry })),
  ];
  return { id, state, stats: new Map(entries.map((entry) => [entry.id, entry])) as unknown as RTCStatsReport };
}
