import type { ConnectionId, IceConfiguration, Participant } from '@cline-meet/protocol';
import { MeshClient, type PeerSignals } from '@cline-meet/sdk';
import { afterEach, expect, it, vi } from 'vitest';
import { type Counter, Recorder } from '../measure/recorder.ts';
import type { OpenMedia } from './bot.ts';
import { mediaOpener } from './bot-media.ts';

const names = ['a', 'b'].map((letter) => `00000000-0000-4000-8000-00000000000${letter}` as ConnectionId);
const people = names.map((connectionId) => ({ connectionId, incarnation: 0 }) as Participant);
const ice: IceConfiguration = { iceServers: [{ urls: ['stun:stun.example.org'] }], iceTransportPolicy: 'all' };
const PATIENCE = { timeout: 8_000, interval: 20 };

/** The sdk's own mesh, over real packets. */
class Side {
  readonly recorder = new Recorder();
  readonly candidates: string[] = [];
  readonly media: ReturnType<OpenMedia>;
  readonly client: MeshClient;
  readonly #counts = new Map<string, number>();

  constructor(self: ConnectionId, others: () => PeerSignals | undefined) {
    const open = mediaOpener('video', { recorder: this.recorder, now: () => performance.now(), isLocal: true });
    this.media = open();
    const pass = (give: (to: PeerSignals) => Promise<void>) => queueMicrotask(() => void give(others() as PeerSignals));
    const { createPeerConnection } = this.media.connections;
    this.client = new MeshClient(
      {
        sendOffer: (_to, offer) => pass((other) => other.offerReceived(self, offer)),
        sendAnswer: (_to, answer) => pass((other) => other.answerReceived(self, answer)),
        sendCandidate: (_to, candidate) => {
          if (candidate.candidate) this.candidates.push(candidate.candidate.candidate);
          pass((other) => other.candidateReceived(self, candidate));
        },
      },
      { createPeerConnection },
    );
    this.client.configureIce(ice);
    for (const { source, track } of this.media.tracks) void this.client.publish(source, track);
  }

  count(counter: Counter): number {
    for (const [name, count] of Object.entries(this.recorder.drain().counts)) {
      this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
    }
    return this.#counts.get(counter) ?? 0;
  }

  /** Until so many more packets have come. */
  async hears(packets: number): Promise<void> {
    const already = this.count('rtpReceived');
    await vi.waitFor(() => expect(this.count('rtpReceived')).toBeGreaterThan(already + packets), PATIENCE);
  }

  close(): void {
    this.client.close();
    this.media.close();
  }
}

const open: Side[] = [];
afterEach(() => {
  for (const side of open.splice(0)) side.close();
});

function pair(): [Side, Side] {
  const [first, second] = names as [ConnectionId, ConnectionId];
  const sides: [Side, Side] = [
    new Side(first, () => sides[1].client.signals),
    new Side(second, () => sides[0].client.signals),
  ];
  open.push(...sides);
  return sides;
}

/** Both come at the same moment, and offer to each other. */
async function meeting(): Promise<[Side, Side]> {
  const sides = pair();
  for (const [index, { client }] of sides.entries()) client.setParticipants(names[index] as ConnectionId, people);
  await Promise.all(sides.map((side) => side.hears(20)));
  return sides;
}

it('voices and pictures come across where both sides offer at once, by loopback alone', async () => {
  const sides = await meeting();
  for (const side of sides) {
    expect(Object.keys([...side.client.remote.values()][0]?.tracks ?? {})).toEqual(['microphone', 'camera']);
    expect([side.count('linked'), side.count('rtpLost')]).toEqual([1, 0]);
    expect(side.candidates.filter((candidate) => !candidate.includes(' 127.0.0.1 '))).toEqual([]);
    expect(side.candidates.length).toBeGreaterThan(0);
  }
}, 15_000);

it('a microphone that was off goes on, and nothing is taken for lost', async () => {
  const [one, other] = await meeting();
  const [microphone] = one.media.tracks;
  await one.client.publish('microphone', null);
  await other.hears(10);
  await one.client.publish('microphone', microphone?.track ?? null);
  await other.hears(40);
  expect(other.count('rtpLost')).toBe(0);
}, 15_000);

it('packets come after ICE began anew', async () => {
  const [one, other] = await meeting();
  one.client.restartIce();
  other.client.restartIce();
  const offers = one.candidates.length;
  await vi.waitFor(() => expect(one.candidates.length).toBeGreaterThan(offers), PATIENCE);
  for (const side of [one, other]) {
    await side.hears(40);
    expect([...side.client.remote.values()][0]?.status).toBe('connected');
  }
}, 15_000);
