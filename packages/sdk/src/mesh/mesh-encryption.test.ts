import type { ConnectionId, MediaSource, Participant } from '@cline-meet/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { MediaSignals } from '../media-client.ts';
import { FakePeerConnection, fakeTrack } from './fake-peer-connection.ts';
import { MeshClient } from './mesh-client.ts';

const ana = '00000000-0000-4000-8000-00000000000a' as ConnectionId;
const ben = '00000000-0000-4000-8000-00000000000b' as ConnectionId;
const people = [ana, ben].map((connectionId) => ({ connectionId, incarnation: 0 }) as Participant);
const codecs = ['video/VP8', 'video/H264', 'video/AV1', 'video/rtx', 'video/VP9'].map((mimeType) => ({ mimeType }));

beforeEach(() => {
  vi.stubGlobal('RTCRtpSender', { getCapabilities: () => ({ codecs }) });
  vi.stubGlobal('MediaStream', class {});
});
afterEach(() => vi.unstubAllGlobals());

/** What happens to one client, in order. */
class Diary {
  readonly entries: string[] = [];
  readonly preferred: string[][] = [];
  readonly connection: FakePeerConnection;
  readonly client: MeshClient;

  constructor() {
    this.connection = new FakePeerConnection();
    const add = this.connection.addTransceiver.bind(this.connection);
    this.connection.addTransceiver = (kind) =>
      Object.assign(add(kind), {
        setCodecPreferences: (wanted: { mimeType: string }[]) =>
          this.preferred.push(wanted.map(({ mimeType }) => mimeType)),
      });
    const signals: MediaSignals = {
      sendOffer: () => this.entries.push('offer'),
      sendAnswer: () => this.entries.push('answer'),
      sendCandidate: () => {},
    };
    this.client = new MeshClient(signals, {
      createPeerConnection: () => this.connection as unknown as RTCPeerConnection,
      cipher: {
        protect: (_sender, source) => this.entries.push(`protect ${source}`),
        reveal: (_receiver, from, source) => this.entries.push(`reveal ${source} of ${from === ben ? 'ben' : from}`),
        close: () => {},
      },
    });
    this.client.subscribe(() => this.#noteShown());
  }

  #noteShown(): void {
    const shown = Object.keys(this.client.remote.get(ben)?.tracks ?? {});
    if (shown.length > 0 && !this.entries.includes(`shown ${shown}`)) this.entries.push(`shown ${shown}`);
  }
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

function offerOf(sources: Record<string, MediaSource>, generation: number) {
  const sections = Object.entries(sources).map(([mid, source]) => ({
    mid,
    kind: source === 'microphone' || source === 'screen_audio' ? 'audio' : 'video',
  }));
  return { sdp: JSON.stringify(sections), generation, sources, senderIncarnation: 0, targetIncarnation: 0 };
}

test('senders are encrypted before anything is offered, each once, and a screen when it is first shared', async () => {
  const { client, entries, preferred } = new Diary();
  client.setParticipants(ana, people);
  await settle();
  expect(entries).toEqual(['protect microphone', 'protect camera', 'offer']);
  await client.publish('camera', fakeTrack('video'));
  await client.publish('camera', null);
  await client.publish('screen', fakeTrack('video'));
  expect(entries.slice(3)).toEqual(['protect screen']);
  expect(preferred).toEqual([0, 1].map(() => ['video/VP8', 'video/rtx', 'video/VP9']));
});

test('receivers are decrypted before their tracks are shown and before the answer goes out, each once', async () => {
  const { client, entries } = new Diary();
  client.setParticipants(ana, people.slice(0, 1));
  client.setParticipants(ana, people);
  await client.offerReceived(ben, offerOf({ 0: 'microphone', 1: 'camera' }, 1));
  const revealed = ['reveal microphone of ben', 'reveal camera of ben', 'shown microphone,camera', 'answer'];
  expect(entries.filter((entry) => !entry.startsWith('protect'))).toEqual(revealed);

  // Another name for a receiver is no way to have it decrypted as something else.
  await client.offerReceived(ben, offerOf({ 0: 'microphone', 1: 'screen' }, 2));
  expect(entries.filter((entry) => entry.startsWith('reveal'))).toEqual(revealed.slice(0, 2));
});
