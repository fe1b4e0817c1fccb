import type { Counter, Measure } from './recorder.ts';

/** What is counted and measured of media, by the way that it goes: from each to each, or by a media node. */
export const mediaWays = {
  mesh: {
    linking: 'linking',
    linked: 'linked',
    sent: 'rtpSent',
    received: 'rtpReceived',
    lost: 'rtpLost',
    ice: 'ice',
    link: 'link',
  },
  node: {
    linking: 'nodeLinking',
    linked: 'nodeLinked',
    sent: 'nodeRtpSent',
    received: 'nodeRtpReceived',
    lost: 'nodeRtpLost',
    ice: 'nodeIce',
    link: 'nodeLink',
  },
} as const satisfies Record<string, MediaNames>;

interface MediaNames extends Record<'linking' | 'linked' | 'sent' | 'received' | 'lost', Counter> {
  readonly ice: Measure;
  readonly link: Measure;
}

export type MediaWay = keyof typeof mediaWays;
