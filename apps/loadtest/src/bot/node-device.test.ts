import { once } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { MediaNodeRig, type Path } from './media-node-fixture.ts';

const PATIENCE = { timeout: 8_000, interval: 20 };

let node: MediaNodeRig;
const paths: Path[] = [];
beforeEach(async () => {
  node = await MediaNodeRig.open();
});
afterEach(() => {
  for (const { near } of paths.splice(0)) near.close();
  node.close();
});

async function path(...given: Parameters<MediaNodeRig['path']>): Promise<Path> {
  const made = await node.path(...given);
  paths.push(made);
  return made;
}

/** Until so many more packets have come. */
async function comes(packets: number): Promise<void> {
  const already = node.count('nodeRtpReceived');
  await vi.waitFor(() => expect(node.count('nodeRtpReceived')).toBeGreaterThan(already + packets), PATIENCE);
}

it('a voice and a picture come through a media node, which hears how loud the voice is', async () => {
  const [up, down] = [await path('send'), await path('receive')];
  const levels = await node.router.createAudioLevelObserver({ interval: 200, threshold: -60 });
  const heard = once(levels, 'volumes');
  const voice = await node.produce(up, 'microphone');
  await levels.addProducer({ producerId: voice.id });
  await node.consume(down, voice);
  await comes(20);
  const [volumes] = await heard;
  expect(volumes).toMatchObject([{ volume: -30 }]);

  const picture = await node.consume(down, await node.produce(up, 'camera'));
  expect(picture.track.muted).toBe(true);
  await vi.waitFor(() => expect(picture.track.muted).toBe(false), PATIENCE);
  expect(['nodeLinking', 'nodeLinked', 'nodeRtpLost'].map((name) => node.count(name as 'nodeLinked'))).toEqual([
    2, 2, 0,
  ]);
  expect([up.near.connectionState, down.near.connectionState]).toEqual(['connected', 'connected']);
}, 15_000);

it('a session can tell how its call was', async () => {
  const [up, down] = [await path('send'), await path('receive')];
  const { track } = await node.consume(down, await node.produce(up, 'microphone'));
  await comes(20);
  const [sent, received] = await Promise.all([up, down].map(async ({ near }) => [...(await near.getStats()).values()]));
  expect(sent?.find(({ type }) => type === 'outbound-rtp')?.packetsSent).toBeGreaterThan(20);
  const inbound = received?.find(({ type, packetsReceived }) => type === 'inbound-rtp' && packetsReceived > 20);
  expect(inbound).toMatchObject({ trackIdentifier: track.id, packetsLost: 0 });
  expect(received?.find(({ type }) => type === 'candidate-pair')).toMatchObject({
    state: 'succeeded',
    nominated: true,
  });
}, 15_000);

it('packets come after ICE began anew in both directions', async () => {
  const [up, down] = [await path('send'), await path('receive')];
  await node.consume(down, await node.produce(up, 'microphone'));
  await comes(10);
  for (const each of [up, down]) await node.restartIce(each);
  await vi.waitFor(
    () => expect([up, down].map(({ far }) => far.iceState)).toEqual(['completed', 'completed']),
    PATIENCE,
  );
  await comes(40);
  expect(node.count('nodeLinked')).toBe(2);
}, 15_000);

it('a way that is not found by the first try is found by another', async () => {
  const wrong = { usernameFragment: 'nobody', password: 'unknown' };
  const [first, early] = [await path('send', { iceParameters: wrong }), await path('send', { iceParameters: wrong })];
  await node.produce(first, 'microphone');
  await vi.waitFor(() => expect(first.near.connectionState).toBe('connecting'), PATIENCE);
  await node.restartIce(first);
  // This one is told before it has begun at all.
  await node.restartIce(early);
  expect(early.near.connectionState).toBe('new');
  await node.produce(early, 'microphone');
  await vi.waitFor(() => expect(node.count('nodeLinked')).toBe(2), PATIENCE);
  await vi.waitFor(() => expect(node.count('nodeRtpSent')).toBeGreaterThan(20), PATIENCE);
}, 15_000);

it('what is received no more is counted no more', async () => {
  const [up, down] = [await path('send'), await path('receive')];
  const voice = await node.produce(up, 'microphone');
  const hearing = await node.consume(down, voice);
  await comes(20);
  hearing.close();
  // By then mediasoup-client has passed it on.
  await new Promise(setImmediate);
  const sent = node.count('nodeRtpSent');
  const received = node.count('nodeRtpReceived');
  await vi.waitFor(() => expect(node.count('nodeRtpSent')).toBeGreaterThan(sent + 20), PATIENCE);
  expect(node.count('nodeRtpReceived')).toBe(received);
}, 15_000);

it('a media node with another certificate than it said is not spoken with', async () => {
  const fingerprints = [{ algorithm: 'sha-256' as const, value: Array(32).fill('00').join(':') }];
  const up = await path('send', { dtlsParameters: { fingerprints } });
  await node.produce(up, 'microphone');
  await vi.waitFor(() => expect(up.near.connectionState).toBe('failed'), PATIENCE);
  expect([node.count('nodeLinked'), node.count('nodeRtpSent')]).toEqual([0, 0]);
}, 15_000);
