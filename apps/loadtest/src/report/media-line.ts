import { type MediaWay, mediaWays } from '../measure/media-ways.ts';
import { number } from './plot.ts';
import type { Report } from './report.ts';

type Counts = Report['counts'];

/** How each way of media is called. */
export const wayNames: Record<MediaWay, string> = { mesh: 'media in a mesh', node: 'media by a node' };

/** The ways on which bots made connections. */
export function usedWays(counts: Counts): MediaWay[] {
  return (Object.keys(mediaWays) as MediaWay[]).filter((way) => counts[mediaWays[way].linking] !== undefined);
}

/** What came of media, each way that was used with what is to be said of it. */
export function mediaLines(counts: Counts): [name: string, text: string][] {
  return usedWays(counts).map((way) => {
    const of = (what: 'linking' | 'linked' | 'sent' | 'received') => counts[mediaWays[way][what]] ?? 0;
    const packets = `${of('sent')} packets sent, ${of('received')} received, ${number(lostPercent(way, counts))} % lost`;
    return [wayNames[way], `${of('linked')} of ${of('linking')} connections came up; ${packets}`];
  });
}

/** Of the packets that were to come to receivers. */
export function lostPercent(way: MediaWay, counts: Counts): number {
  const { [mediaWays[way].received]: received = 0, [mediaWays[way].lost]: lost = 0 } = counts;
  return (lost / Math.max(1, received + lost)) * 100;
}
