import type { BrowserContext, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import type { Person } from './person.ts';

declare global {
  interface Window {
    /** Every peer connection that the page has made, for the tests to read statistics from. */
    peerConnectionsSeen: RTCPeerConnection[];
  }
}

/** Lets the tests read the statistics of the peer connections that pages will make. */
export async function recordPeerConnections(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    window.peerConnectionsSeen = [];
    const Original = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        window.peerConnectionsSeen.push(this);
      }
    };
  });
}

/** Media comes within a moment or not at all; whoever looks seldom waits for the look. */
const intervals = [100, 200, 300, 500];

/** Waits until the person's page paints ever more frames of each of these people. */
export async function expectToSee(person: Person, names: string[]): Promise<void> {
  await Promise.all(names.map((name) => expectFramesToAdvance(person.tile(name).locator('video'))));
}

/** Waits until a video has painted some frames more than it has now. */
export async function expectFramesToAdvance(video: ReturnType<Page['locator']>): Promise<void> {
  await expect(video).toBeVisible();
  const frames = () =>
    video.evaluate((element: HTMLVideoElement) => element.getVideoPlaybackQuality().totalVideoFrames);
  const before = await frames();
  await expect.poll(frames, { message: 'frames advance', intervals }).toBeGreaterThan(before + 4);
}

/** Waits until sound above silence has come in from this many people since now. */
export async function expectToHear({ page }: Person, people: number): Promise<void> {
  const before = await energies(page);
  const louder = async () => {
    const now = await energies(page);
    return [...now].filter(([track, energy]) => energy > (before.get(track) ?? 0)).length;
  };
  await expect.poll(louder, { message: 'audible tracks', intervals }).toBeGreaterThanOrEqual(people);
  await expect
    .poll(() => page.evaluate(playingAudio), { message: 'playing audio elements', intervals })
    .toBeGreaterThanOrEqual(people);
}

/** The energy that each incoming audio track has carried so far (`totalAudioEnergy` of W3C WebRTC statistics). */
async function energies(page: Page): Promise<Map<string, number>> {
  const entries = await page.evaluate(async () => {
    const reports = await Promise.all(window.peerConnectionsSeen.map((connection) => connection.getStats()));
    const inbound = reports.flatMap((report) => [...report.values()]).filter((stats) => stats.type === 'inbound-rtp');
    const audio = inbound.filter((stats) => stats.kind === 'audio');
    return audio.map((stats): [string, number] => [stats.trackIdentifier, stats.totalAudioEnergy ?? 0]);
  });
  return new Map(entries);
}

/** How media goes now: what kinds of addresses, and this side's port, for each connection that carries any. */
export interface Way {
  local: string;
  remote: string;
  localPort: number;
}

/** The ways in use (the selected candidate pairs of W3C WebRTC statistics) of all open connections of the page. */
export async function waysInUse(page: Page): Promise<Way[]> {
  return page.evaluate(async () => {
    const open = window.peerConnectionsSeen.filter(({ connectionState }) => connectionState !== 'closed');
    const ways = await Promise.all(
      open.map(async (connection) => {
        const stats = await connection.getStats();
        const transport = [...stats.values()].find(({ type }) => type === 'transport');
        const pair = stats.get(transport?.selectedCandidatePairId);
        const [local, remote] = [stats.get(pair?.localCandidateId), stats.get(pair?.remoteCandidateId)];
        return local && remote
          ? [{ local: local.candidateType, remote: remote.candidateType, localPort: local.port }]
          : [];
      }),
    );
    return ways.flat();
  });
}

/** Every kind of address that the page has found of its own or was told of by others. */
export async function candidateTypes(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const reports = await Promise.all(window.peerConnectionsSeen.map((connection) => connection.getStats()));
    const candidates = reports
      .flatMap((report) => [...report.values()])
      .filter(({ type }) => type.endsWith('-candidate'));
    return [...new Set(candidates.map(({ candidateType }) => candidateType as string))];
  });
}

/** The credentials of each peer connection's end (RFC 8839): a restart of ICE or a new connection changes them. */
export function iceCredentials(page: Page): Promise<(string | undefined)[]> {
  return page.evaluate(() =>
    window.peerConnectionsSeen.map(({ localDescription }) => /a=ice-ufrag:\S+/.exec(localDescription?.sdp ?? '')?.[0]),
  );
}

function playingAudio(): number {
  const elements = [...document.querySelectorAll<HTMLMediaElement>('audio')];
  return elements.filter((element) => !element.paused && !element.muted && element.srcObject !== null).length;
}
