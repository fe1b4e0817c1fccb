import { number } from './plot.ts';
import type { Report } from './report.ts';

type Counts = Report['counts'];

/** What came of media, in a sentence; null where bots made no connections for it. */
export function mediaLine(counts: Counts): string | null {
  const { linking, linked = 0, rtpSent = 0, rtpReceived = 0 } = counts;
  if (linking === undefined) return null;
  const packets = `${rtpSent} packets sent, ${rtpReceived} received, ${number(lostPercent(counts))} % lost`;
  return `media: ${linked} of ${linking} peer connections came up; ${packets}`;
}

/** Of the packets that were to come to receivers. */
export function lostPercent({ rtpReceived = 0, rtpLost = 0 }: Counts): number {
  return (rtpLost / Math.max(1, rtpReceived + rtpLost)) * 100;
}
