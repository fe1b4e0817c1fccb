import type { MediaAction } from '@cline-meet/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { audioParameters, layeredParameters, MediaRig, type RigPerson, videoParameters } from './media-server-rig.ts';
import { newcomer } from './room/room-fixtures.ts';

let rig: MediaRig;
let ana: RigPerson;
let ben: RigPerson;

beforeEach(async () => {
  rig = await MediaRig.start();
  ana = await rig.join('Ana');
  ben = await rig.join('Ben');
});
afterEach(() => rig.close());

const producing = (source: 'microphone' | 'camera', rtpParameters: unknown) =>
  ({ action: 'produce', source, rtpParameters }) as MediaAction;

/** The worker's own word on the transports of the only room. */
async function transportCount(): Promise<number> {
  const [worker] = rig.workers;
  return (await worker?.dump())?.channelMessageHandlers?.channelRequestHandlers.length ?? -1;
}

describe('a media node', { timeout: 20_000 }, () => {
  it('takes what one sends and is ready to pass it to another, who hears of it', async () => {
    await ben.receive();
    await ana.send();
    const producerId = await ana.produce('microphone');
    const added = [{ producerId, connectionId: ana.id, source: 'microphone' as const }];
    await ben.inbox.until((news) => news.news === 'producers' && news.added[0]?.producerId === producerId);
    expect(await ben.get({ action: 'list_producers' })).toMatchObject({ producers: added });
    expect(await ana.get({ action: 'list_producers' })).toMatchObject({ producers: [] });
    expect(await ben.consume(producerId)).toMatchObject({ producerId, kind: 'audio' });
  });

  it('passes on one producer a source, and tells the others of the change', async () => {
    await ben.receive();
    await ana.send();
    const first = await ana.produce('microphone');
    const second = await ana.produce('microphone');
    await ben.inbox.until((news) => news.news === 'producers' && news.removed.includes(first));
    const { producers } = await ben.get({ action: 'list_producers' });
    expect(producers.map(({ producerId }) => producerId)).toEqual([second]);
  });

  it('replaces a transport by the next of its direction, with all that went by it', async () => {
    const first = await ana.send();
    await ana.produce('camera');
    const second = await ana.send();
    expect(second.transportId).not.toBe(first.transportId);
    expect((await ben.get({ action: 'list_producers' })).producers).toEqual([]);
    expect(await ana.ask({ action: 'restart_ice', transportId: first.transportId })).toBe('media_stale');
    expect(await ana.ask({ action: 'restart_ice', transportId: second.transportId })).toMatchObject({
      action: 'restart_ice',
    });
  });

  it('gives the same consumer to who asks again', async () => {
    await ben.receive();
    await ana.send();
    const producerId = await ana.produce('camera');
    expect((await ben.consume(producerId))?.consumerId).toBe((await ben.consume(producerId))?.consumerId);
  });

  it('knows nothing of an arrangement that is not the present one, or not on this node', async () => {
    expect(await rig.ask(ana.id, { action: 'describe' }, 'other')).toBe('media_stale');
    await rig.arrange(rig.topologyId, 'elsewhere', 'other-node');
    expect(await rig.ask(ana.id, { action: 'describe' }, 'elsewhere')).toBe('media_stale');
  });

  it('serves who has just come although word of it was lost', async () => {
    await ana.get({ action: 'describe' });
    rig.bus.loses = ({ kind }) => kind === 'event';
    const caro = await rig.join('Caro');
    expect(await caro.ask({ action: 'describe' })).toMatchObject({ action: 'describe' });
  });

  it('begins anew with who has reloaded although word of it was lost', async () => {
    const { transportId } = await ana.send();
    rig.bus.loses = ({ kind }) => kind === 'event';
    const { connectionId, tokenHash, media } = ana.newcomer;
    const claim = { connectionId, tokenHash, media, socketId: 'next', reloaded: true };
    expect(await rig.store.resume(rig.roomId, claim, rig.stamp())).toMatchObject({ outcome: 'joined' });
    await ana.get({ action: 'describe' });
    expect(await ana.ask({ action: 'restart_ice', transportId })).toBe('media_stale');
  });

  it('leaves no transport to who leaves while it is made', async () => {
    await ana.get({ action: 'describe' });
    await ben.get({ action: 'describe' });
    const before = await transportCount();
    const asked = Array.from({ length: 5 }, () => ana.ask({ action: 'create_transport', direction: 'send' }));
    const departure = await rig.store.leave(rig.roomId, ana.id, rig.stamp());
    if (departure?.from !== 'room') throw new Error('not left');
    await rig.bus.publish(rig.roomId, { kind: 'event', event: departure.event });
    expect(new Set(await Promise.all(asked))).not.toContain('internal');
    await ben.get({ action: 'describe' });
    expect(await transportCount()).toBe(before);
  });
});

describe('a media node asked for what is not the asker’s', { timeout: 20_000 }, () => {
  const hidden = 'media_stale';

  it('lets nobody touch transports and producers of another', async () => {
    const { transportId, dtlsParameters } = await ana.send();
    const producerId = await ana.produce('microphone');
    await ben.send();
    expect(await ben.ask({ action: 'connect_transport', transportId, dtlsParameters })).toBe(hidden);
    expect(await ben.ask({ action: 'restart_ice', transportId })).toBe(hidden);
    expect(await ben.ask({ action: 'stop_producing', producerId })).toBe(hidden);
    expect((await ben.get({ action: 'list_producers' })).producers).toHaveLength(1);
  });

  it('lets nobody touch consumers of another', async () => {
    await ana.send();
    const producerId = await ana.produce('camera');
    await ben.receive();
    const consumer = await ben.consume(producerId);
    const consumerId = consumer?.consumerId ?? '';
    const caro = await rig.join('Caro');
    await caro.receive();
    await caro.get({ action: 'stop_consuming', consumerIds: [consumerId] });
    await caro.set(consumerId, true, 0);
    expect((await ben.consume(producerId))?.consumerId).toBe(consumerId);
  });

  it('passes nobody their own', async () => {
    await ana.send();
    await ana.receive();
    expect(await ana.consume(await ana.produce('microphone'))).toBeUndefined();
  });

  it('knows nobody who is not in the room, or waits, or has left', async () => {
    expect(await rig.ask(newcomer('Nobody').connectionId, { action: 'describe' })).toBe('forbidden');
    await rig.store.changeSettings(rig.roomId, { waitingRoom: true }, rig.stamp());
    const waiting = newcomer('Waits');
    expect(await rig.store.enter(rig.room, waiting, 100, rig.stamp())).toMatchObject({ outcome: 'waiting' });
    expect(await rig.ask(waiting.connectionId, { action: 'describe' })).toBe('forbidden');
    await rig.store.leave(rig.roomId, ben.id, rig.stamp());
    await expect.poll(() => ben.ask({ action: 'describe' }), { timeout: 3000 }).toBe('forbidden');
  });
});

describe('a media node told nonsense', { timeout: 20_000 }, () => {
  const camera = videoParameters('0', 1);
  const microphone = audioParameters('0', 1);
  const tooMany = Array.from({ length: 4 }, (_, index) => ({ ssrc: index + 1 }));

  it.each<[string, MediaAction]>([
    ['a picture for a microphone', producing('microphone', camera)],
    ['sound for a camera', producing('camera', microphone)],
    ['no codec', producing('microphone', { ...microphone, codecs: [] })],
    [
      'an unknown codec',
      producing('camera', { codecs: [{ mimeType: 'video/nonsense', payloadType: 1, clockRate: 1 }] }),
    ],
    ['more layers than there are', producing('camera', { ...camera, encodings: tooMany })],
    [
      'more layers in one stream than there are',
      producing('camera', { ...layeredParameters('0', 1), encodings: [{ ssrc: 1, scalabilityMode: 'L4T3_KEY' }] }),
    ],
    ['an ssrc of more than 32 bits', producing('microphone', audioParameters('0', 2 ** 40))],
    [
      'a payload type of more than 7 bits',
      producing('microphone', {
        ...microphone,
        codecs: [{ mimeType: 'audio/opus', payloadType: 2 ** 20, clockRate: 48_000, channels: 2 }],
      }),
    ],
    ['an empty mid', producing('microphone', { ...microphone, mid: '' })],
    [
      'a header extension of number 0',
      producing('microphone', {
        ...microphone,
        headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 0 }],
      }),
    ],
  ])('refuses %s', async (_, action) => {
    await ana.send();
    expect(await ana.ask(action)).toBe('invalid_message');
    expect(rig.workers[0]?.died).toBe(false);
  });

  it('refuses a name of a stream that the sender has already, and goes on with that one', async () => {
    await ana.send();
    await ana.produce('microphone', 5);
    expect(await ana.ask(producing('camera', videoParameters('other', 5)))).toBe('invalid_message');
    expect(await ana.ask(producing('camera', videoParameters('microphone', 70)))).toBe('invalid_message');
    expect((await ben.get({ action: 'list_producers' })).producers).toHaveLength(1);
  });

  it('refuses a transport to receive by without what can be received', async () => {
    expect(await ana.ask({ action: 'create_transport', direction: 'receive' })).toBe('invalid_message');
  });

  it('passes nothing to who can decode nothing', async () => {
    await ben.send();
    const producerId = await ben.produce('microphone');
    const rtpCapabilities = { codecs: [{ kind: 'audio' as const, mimeType: 'audio/nonsense', clockRate: 1 }] };
    await ana.get({ action: 'create_transport', direction: 'receive', rtpCapabilities });
    expect(await ana.get({ action: 'consume', producerIds: [producerId] })).toMatchObject({ consumers: [] });
  });

  it('refuses a certificate of no known kind, and a second one', async () => {
    const { transportId } = await ana.send();
    const connect = (algorithm: string, value: string) =>
      ana.ask({ action: 'connect_transport', transportId, dtlsParameters: { fingerprints: [{ algorithm, value }] } });
    expect(await connect('nonsense', 'AA')).toBe('invalid_message');
    expect(await ana.ask({ action: 'connect_transport', transportId, dtlsParameters: { fingerprints: [] } })).toBe(
      'invalid_message',
    );
    const fine = Array(32).fill('AA').join(':');
    expect(await connect('sha-256', fine)).toMatchObject({ action: 'connect_transport' });
    expect(await connect('sha-256', fine)).toBe('invalid_message');
  });

  it('leaves out producers that there are not', async () => {
    await ana.receive();
    expect(await ana.get({ action: 'consume', producerIds: ['nonsense'] })).toMatchObject({ consumers: [] });
  });

  it('wants a transport first', async () => {
    expect(await ana.ask(producing('microphone', microphone))).toBe('media_stale');
    expect(await ana.ask({ action: 'consume', producerIds: [] })).toBe('media_stale');
  });
});

describe('a media node that is full', { timeout: 20_000 }, () => {
  it('refuses more streams, says so to hubs, and goes on with those that it has', async () => {
    await rig.close();
    rig = await MediaRig.start({ maxConsumers: 1 });
    ana = await rig.join('Ana');
    ben = await rig.join('Ben');
    await ana.send();
    await ben.receive();
    const microphone = await ana.produce('microphone');
    const camera = await ana.produce('camera');
    const consumer = await ben.consume(microphone);
    expect(await ben.ask({ action: 'consume', producerIds: [camera] })).toBe('media_full');
    expect(rig.server.info()).toMatchObject({ isFull: true });
    await ben.set(consumer?.consumerId ?? '', true);
    expect(await rig.figure('sfu_requests_total{action="consume",outcome="media_full"}')).toBe(1);
  });
});
