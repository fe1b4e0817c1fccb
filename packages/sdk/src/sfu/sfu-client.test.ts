import type { ConnectionId, MediaActionName, MediaNews } from '@cline-meet/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Views } from '../media-client.ts';
import { ana, ben, me, people, producerOf, settled, sfuRig, track } from './sfu-rig.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const cameras = (widths: [ConnectionId, number][]): Views => new Map(widths.map(([id, camera]) => [id, { camera }]));
const news = (added: ReturnType<typeof producerOf>[], removed: string[] = []): MediaNews => ({
  news: 'producers',
  added,
  removed,
});
const sourcesOf = (rig: ReturnType<typeof sfuRig>, id: ConnectionId) =>
  Object.keys(rig.client.remote.get(id)?.tracks ?? {}).sort();

describe('a client that starts', () => {
  it('asks in order, and takes every voice and no picture', async () => {
    const rig = sfuRig();
    rig.node.producers = [producerOf(ana, 'microphone'), producerOf(ana, 'camera'), producerOf(ben, 'microphone')];
    await rig.enters(ana, ben);
    expect(rig.node.names.filter((name) => name !== 'create_transport')).toEqual([
      'describe',
      'list_producers',
      'consume',
      'connect_transport',
      'set_consumers',
    ]);
    expect(
      rig.node
        .all('create_transport')
        .map(({ direction }) => direction)
        .sort(),
    ).toEqual(['receive', 'send']);
    expect(rig.node.all('consume')).toMatchObject([{ producerIds: ['microphone-a', 'microphone-b'] }]);
    expect([sourcesOf(rig, ana), sourcesOf(rig, ben)]).toEqual([['microphone'], ['microphone']]);
  });

  it('waits until it knows who is there and how to reach the media node', async () => {
    const rig = sfuRig();
    rig.client.configureIce({ iceServers: [], iceTransportPolicy: 'all' });
    await rig.client.publish('microphone', track('audio'));
    await settled();
    expect(rig.node.asked).toEqual([]);
  });

  it('goes by the relay where it is told to', async () => {
    const rig = sfuRig();
    const server = { urls: ['turn:turn.example'], username: 'u', credential: 'c' };
    rig.client.configureIce({ iceServers: [server], iceTransportPolicy: 'relay' });
    rig.client.setParticipants(me, people());
    await settled();
    for (const { options } of rig.ends) {
      expect(options).toMatchObject({ iceServers: [server], iceTransportPolicy: 'relay' });
    }
    rig.client.configureIce({ iceServers: [{ urls: ['stun:other.example'] }], iceTransportPolicy: 'relay' });
    await settled();
    for (const { calls } of rig.ends) {
      expect(calls).toContainEqual({ name: 'updateIceServers', value: [{ urls: ['stun:other.example'] }] });
    }
  });

  it.each([
    'describe',
    'create_transport',
    'list_producers',
    'consume',
    'set_consumers',
    'connect_transport',
    'produce',
  ] as const)('tries again, ever more slowly, where %s fails', async (name) => {
    const rig = sfuRig();
    rig.node.producers = [producerOf(ana, 'microphone')];
    rig.node.fate(name, 'unavailable', 'unavailable', 'internal', 'unavailable');
    await rig.client.publish('microphone', track('audio'));
    await rig.enters(ana);
    const soon = rig.node.all(name).length;
    await vi.advanceTimersByTimeAsync(100);
    expect(rig.node.all(name).length).toBe(soon);
    await vi.advanceTimersByTimeAsync(30_000);
    rig.connects();
    expect(sourcesOf(rig, ana)).toEqual(['microphone']);
    expect(rig.told('microphone-a')).toEqual({ on: true });
    expect(rig.end('send').senders.at(-1)?.track?.kind).toBe('audio');
    await rig.client.ready;
  });

  it('is ready once all is sent and received, and not before the connections stand', async () => {
    const rig = sfuRig();
    rig.node.producers = [producerOf(ana, 'microphone'), producerOf(ana, 'camera')];
    rig.client.show(cameras([[ana, 300]]));
    await rig.client.publish('camera', track('video'));
    const ready = vi.fn();
    void rig.client.ready.then(ready);
    await rig.enters(ana);
    expect(ready).not.toHaveBeenCalled();
    rig.end('recv').become('connected');
    await settled();
    expect(ready).not.toHaveBeenCalled();
    rig.end('send').become('connected');
    await settled();
    expect(ready).toHaveBeenCalled();
  });

  it('is ready where there is nothing to send or receive', async () => {
    const rig = sfuRig();
    await rig.enters(ana);
    await rig.client.ready;
    expect(rig.client.remote.get(ana)).toEqual({ tracks: {}, status: 'connected' });
  });

  it('says that it cannot where the media node takes no more, and goes on trying', async () => {
    const rig = sfuRig();
    rig.node.fate('create_transport', 'media_full', 'media_full');
    await rig.enters(ana);
    await expect(rig.client.ready).rejects.toThrow('media_full');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(rig.ends).toHaveLength(2);
  });

  it('ends where the browser cannot', async () => {
    const error = Object.assign(new Error('no handler'), { name: 'UnsupportedError' });
    const rig = sfuRig({ loadDevice: () => Promise.reject(error) });
    await rig.enters(ana);
    await expect(rig.client.ready).rejects.toThrow('unsupported');
    const asked = rig.node.asked.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(rig.node.asked).toHaveLength(asked);
  });
});

describe('an arrangement that is over', () => {
  it.each(['describe', 'create_transport', 'list_producers'] as const)(
    'ends the client for good where %s says so',
    async (name) => {
      const rig = sfuRig();
      rig.node.fate(name, 'media_stale');
      await rig.enters(ana);
      await expect(rig.client.ready).rejects.toThrow('media_stale');
      const asked = rig.node.asked.length;
      rig.client.restartIce();
      rig.client.show(cameras([[ana, 300]]));
      rig.client.newsReceived(news([producerOf(ana, 'camera')]));
      await vi.advanceTimersByTimeAsync(60_000);
      expect(rig.node.asked).toHaveLength(asked);
      expect(rig.events.filter(({ type }) => type === 'ended')).toEqual([{ type: 'ended', reason: 'media_stale' }]);
    },
  );

  it('lets what flows go on until another client has taken over', async () => {
    const rig = sfuRig();
    rig.node.producers = [producerOf(ana, 'microphone')];
    await rig.enters(ana);
    rig.connects();
    rig.node.fate('list_producers', 'media_stale');
    rig.client.restartIce();
    await settled();
    const [received] = rig.end('recv').tracks;
    expect(received?.readyState).toBe('live');
    expect(rig.client.remote.get(ana)).toMatchObject({ tracks: { microphone: received }, status: 'connected' });
    rig.client.close();
    expect(received?.readyState).toBe('ended');
  });

  it('is told from a consumer that went at this moment', async () => {
    const rig = sfuRig();
    rig.node.producers = [producerOf(ana, 'microphone'), producerOf(ben, 'microphone')];
    rig.node.fate('set_consumers', (action) => {
      rig.node.producers = [producerOf(ana, 'microphone')];
      rig.node.fate('set_consumers', 'media_stale');
      return rig.node.request(action);
    });
    await rig.enters(ana, ben);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(rig.told('microphone-a')).toEqual({ on: true });
    expect([sourcesOf(rig, ana), sourcesOf(rig, ben)]).toEqual([['microphone'], []]);
    expect(rig.node.all('create_transport')).toHaveLength(2);
  });

  it('is told from a transport that is over, which is made anew', async () => {
    const rig = sfuRig();
    await rig.client.publish('microphone', track('audio'));
    await rig.enters(ana);
    rig.connects();
    rig.node.fate('restart_ice', 'media_stale', 'media_stale');
    rig.client.restartIce();
    await vi.advanceTimersByTimeAsync(5_000);
    const send = rig.node.all('create_transport').filter(({ direction }) => direction === 'send');
    expect(send).toHaveLength(2);
    expect(rig.node.all('produce')).toHaveLength(2);
    expect(rig.end('send').senders).toHaveLength(1);
  });
});

describe('what is received', () => {
  it('holds by news that overtook the list', async () => {
    const rig = sfuRig();
    rig.node.producers = [producerOf(ana, 'microphone'), producerOf(ben, 'microphone')];
    rig.node.fate('list_producers', (action) => {
      // It was written before, and comes after.
      const list = rig.node.answer(action);
      rig.node.producers = [producerOf(ana, 'screen_audio'), producerOf(ben, 'microphone')];
      rig.client.newsReceived(news([producerOf(ana, 'screen_audio')], ['microphone-a']));
      return list;
    });
    await rig.enters(ana, ben);
    expect([sourcesOf(rig, ana), sourcesOf(rig, ben)]).toEqual([['screen_audio'], ['microphone']]);
    expect(rig.node.all('consume')).toMatchObject([{ producerIds: ['microphone-b', 'screen_audio-a'] }]);
  });

  it('follows the news, by source and person', async () => {
    const rig = sfuRig();
    await rig.enters(ana);
    rig.node.producers = [producerOf(ana, 'microphone'), producerOf(ana, 'screen_audio')];
    rig.client.newsReceived(news(rig.node.producers));
    await settled();
    expect(sourcesOf(rig, ana)).toEqual(['microphone', 'screen_audio']);
    const [microphone] = rig.end('recv').tracks;
    rig.client.newsReceived(news([], ['microphone-a']));
    await settled();
    expect(sourcesOf(rig, ana)).toEqual(['screen_audio']);
    expect(microphone?.readyState).toBe('ended');
    expect(rig.node.all('stop_consuming')).toEqual([]);
  });

  it('comes in the width that it is shown in', async () => {
    const rig = sfuRig();
    rig.node.producers = [producerOf(ana, 'camera'), producerOf(ben, 'camera')];
    await rig.enters(ana, ben);
    expect(rig.node.all('consume')).toEqual([]);
    rig.client.show(
      cameras([
        [ana, 320],
        [ben, 1280],
      ]),
    );
    await settled();
    expect([rig.told('camera-a'), rig.told('camera-b')]).toEqual([
      { on: true, spatialLayer: 0 },
      { on: true, spatialLayer: 2 },
    ]);
    expect(rig.node.all('set_consumers')).toHaveLength(1);
  });

  it('tells differences alone, and at most four times a second', async () => {
    const rig = sfuRig();
    rig.node.producers = [producerOf(ana, 'camera'), producerOf(ben, 'camera')];
    rig.client.show(
      cameras([
        [ana, 300],
        [ben, 300],
      ]),
    );
    await rig.enters(ana, ben);
    const before = rig.node.all('set_consumers').length;
    for (let width = 300; width <= 1300; width += 10) {
      rig.client.show(
        cameras([
          [ana, width],
          [ben, 300],
        ]),
      );
      await vi.advanceTimersByTimeAsync(10);
    }
    await vi.advanceTimersByTimeAsync(500);
    const told = rig.node.all('set_consumers').slice(before);
    expect(told.length).toBeLessThanOrEqual(4);
    expect(told.flatMap(({ consumers }) => consumers).every(({ consumerId }) => consumerId.includes('camera-a'))).toBe(
      true,
    );
    expect(rig.told('camera-a')).toEqual({ on: true, spatialLayer: 2 });
  });

  it('stops a while after it is off the screen, and is given up after a longer one', async () => {
    const rig = sfuRig();
    rig.node.producers = [producerOf(ana, 'camera')];
    rig.client.show(cameras([[ana, 300]]));
    await rig.enters(ana);
    rig.client.show(new Map());
    await vi.advanceTimersByTimeAsync(2_500);
    rig.client.show(cameras([[ana, 300]]));
    rig.client.show(new Map());
    await vi.advanceTimersByTimeAsync(2_500);
    expect(rig.told('camera-a')).toEqual({ on: true, spatialLayer: 0 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(rig.told('camera-a')).toEqual({ on: false });
    expect(sourcesOf(rig, ana)).toEqual(['camera']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(rig.node.all('stop_consuming')).toHaveLength(1);
    expect(sourcesOf(rig, ana)).toEqual([]);
    rig.client.show(cameras([[ana, 300]]));
    await settled();
    expect(sourcesOf(rig, ana)).toEqual(['camera']);
    expect(rig.told('camera-a')).toEqual({ on: true, spatialLayer: 0 });
  });

  it('is asked for in portions that a request takes', async () => {
    const rig = sfuRig();
    rig.node.producers = Array.from({ length: 300 }, (_, index) => ({
      connectionId: ana,
      source: 'microphone',
      producerId: `microphone-${index}`,
    }));
    // One person sends one microphone; a crowd needs ids of its own.
    rig.node.producers = rig.node.producers.map((producer, index) => ({
      ...producer,
      connectionId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}` as ConnectionId,
    }));
    await rig.enters(ana);
    expect(rig.node.all('consume').map(({ producerIds }) => producerIds.length)).toEqual([256, 44]);
  });

  it('goes with the person, should the news of it be lost', async () => {
    const rig = sfuRig();
    rig.node.producers = [producerOf(ana, 'microphone')];
    await rig.enters(ana);
    rig.client.setParticipants(me, people());
    expect(rig.client.remote.size).toBe(0);
    expect(rig.end('recv').tracks[0]?.readyState).toBe('ended');
  });

  it('shows how it goes', async () => {
    const rig = sfuRig();
    rig.node.producers = [producerOf(ana, 'microphone')];
    await rig.enters(ana);
    const status = () => rig.client.remote.get(ana)?.status;
    expect(status()).toBe('connecting');
    const seen = (['connected', 'disconnected', 'connected', 'failed'] as const).map((state) => {
      rig.end('recv').become(state);
      return status();
    });
    expect(seen).toEqual(['connected', 'interrupted', 'connected', 'failed']);
  });

  it('keeps unchanged people as they are, for who draws them', async () => {
    const rig = sfuRig();
    rig.node.producers = [producerOf(ana, 'microphone')];
    await rig.enters(ana, ben);
    rig.connects();
    const before = rig.client.remote;
    rig.client.newsReceived(news([producerOf(ben, 'microphone')]));
    rig.node.producers.push(producerOf(ben, 'microphone'));
    await settled();
    expect(rig.client.remote).not.toBe(before);
    expect(rig.client.remote.get(ana)).toBe(before.get(ana));
  });

  it('tells who speaks', async () => {
    const rig = sfuRig();
    const heard = vi.fn();
    rig.client.subscribe(() => heard(rig.client.speakers));
    rig.client.newsReceived({ news: 'speakers', connectionIds: [ben, ana] });
    expect(heard).toHaveBeenLastCalledWith([ben, ana]);
  });
});

describe('what is sent', () => {
  it('has as many layers as the picture is large', async () => {
    for (const [size, layers] of [
      [{ width: 1280, height: 720 }, 3],
      [{ width: 720, height: 1280 }, 3],
      [{ width: 640, height: 360 }, 2],
      [{ width: 320, height: 180 }, 1],
      [{}, 3],
    ] as const) {
      const rig = sfuRig();
      await rig.client.publish('camera', track('video', size));
      await rig.enters();
      const encodings = rig.node.all('produce')[0]?.rtpParameters.encodings ?? [];
      expect(encodings.map(({ scaleResolutionDownBy }) => scaleResolutionDownBy)).toEqual([4, 2, 1].slice(3 - layers));
      expect(encodings.map(({ maxBitrate }) => maxBitrate)).toEqual([150_000, 500_000, 1_500_000].slice(0, layers));
      expect(encodings.every(({ scalabilityMode }) => scalabilityMode === 'L1T3')).toBe(true);
    }
  });

  it('mends lost voices and pauses in silence, but leaves what a screen sounds like whole', async () => {
    const rig = sfuRig();
    await rig.client.publish('microphone', track('audio'));
    await rig.client.publish('screen_audio', track('audio'));
    await rig.enters();
    const sent = rig.end('send').calls.filter(({ name }) => name === 'send');
    expect(sent.map(({ value }) => value)).toMatchObject([
      { codecOptions: { opusFec: true, opusDtx: true, opusStereo: false } },
      { codecOptions: { opusFec: true, opusDtx: false, opusStereo: true } },
    ]);
  });

  it('mutes and unmutes without another producer, and never stops the track', async () => {
    const rig = sfuRig();
    const [first, second] = [track('audio'), track('audio')];
    await rig.client.publish('microphone', first);
    await rig.enters();
    const [sender] = rig.end('send').senders;
    await rig.client.publish('microphone', null);
    expect(sender?.track).toBeNull();
    await rig.client.publish('microphone', second);
    expect(sender?.track).toBe(second);
    await settled();
    rig.client.close();
    expect(rig.node.all('produce')).toHaveLength(1);
    expect([first.readyState, second.readyState, first.enabled]).toEqual(['live', 'live', true]);
  });

  it('mutes at once while the media node does not answer', async () => {
    const rig = sfuRig();
    await rig.client.publish('microphone', track('audio'));
    rig.node.fate('produce', 'lost');
    await rig.enters();
    await rig.client.publish('microphone', null);
    expect(rig.end('send').senders[0]?.track).toBeNull();
  });

  it('stays muted where it was muted while a producer was made', async () => {
    const rig = sfuRig();
    rig.node.fate('produce', 'held');
    await rig.client.publish('microphone', track('audio'));
    await rig.enters();
    await rig.client.publish('microphone', null);
    rig.node.release();
    await settled();
    expect(rig.end('send').senders.map((sender) => sender.track)).toEqual([null]);
    expect(rig.node.all('produce')).toHaveLength(1);
  });

  it('begins anew where another camera has another number of layers', async () => {
    const rig = sfuRig();
    await rig.client.publish('camera', track('video', { width: 1280, height: 720 }));
    await rig.enters();
    await rig.client.publish('camera', track('video', { width: 640, height: 360 }));
    await settled();
    expect(rig.node.all('stop_producing')).toHaveLength(1);
    expect(rig.node.all('produce').map(({ rtpParameters }) => rtpParameters.encodings?.length)).toEqual([3, 2]);
  });

  it('has all layers of VP9 in one stream, and leaves out those that nobody takes', async () => {
    const rig = sfuRig({ cameraCodec: 'VP9' });
    await rig.client.publish('camera', track('video', { width: 1280, height: 720 }));
    await rig.client.publish('screen', track('video', { width: 1280, height: 720 }));
    await rig.enters();
    rig.connects();
    const [camera, screen] = rig.node.all('produce').map(({ rtpParameters }) => rtpParameters);
    expect(camera?.codecs[0]?.mimeType).toBe('video/VP9');
    expect(camera?.encodings).toMatchObject([{ scalabilityMode: 'L3T3_KEY', maxBitrate: 1_500_000 }]);
    expect(screen?.codecs[0]?.mimeType).toBe('video/VP8');
    const encodings = () => rig.end('send').senders.map(({ parameters }) => parameters.encodings[0]);
    for (const [spatialLayer, encoding] of [
      [1, { active: true, scalabilityMode: 'L2T3_KEY', scaleResolutionDownBy: 2, maxBitrate: 500_000 }],
      [0, { active: true, scalabilityMode: 'L1T3', scaleResolutionDownBy: 4, maxBitrate: 150_000 }],
      [null, { active: false }],
      [2, { active: true, scalabilityMode: 'L3T3_KEY', scaleResolutionDownBy: 1, maxBitrate: 1_500_000 }],
    ] as const) {
      rig.client.newsReceived({ news: 'wanted_layer', producerId: rig.node.produced[0] ?? '', spatialLayer });
      await settled();
      expect(encodings()).toMatchObject([encoding, { active: true }]);
    }
    expect(encodings()[1]).not.toHaveProperty('scalabilityMode');
  });

  it('leaves out layers that nobody takes, until news may have been lost', async () => {
    const rig = sfuRig();
    await rig.client.publish('camera', track('video'));
    await rig.enters();
    rig.connects();
    const active = () => rig.end('send').senders[0]?.parameters.encodings.map((encoding) => encoding.active);
    const want = async (spatialLayer: number | null) => {
      rig.client.newsReceived({ news: 'wanted_layer', producerId: rig.node.produced[0] ?? '', spatialLayer });
      await settled();
    };
    await want(0);
    expect(active()).toEqual([true, false, false]);
    await want(null);
    expect(active()).toEqual([false, false, false]);
    await want(1);
    expect(active()).toEqual([true, true, false]);
    rig.client.restartIce();
    await settled();
    expect(active()).toEqual([true, true, true]);
  });

  it('goes on where the media node refuses one source of several', async () => {
    const rig = sfuRig();
    await rig.client.publish('microphone', track('audio'));
    await rig.enters();
    rig.connects();
    rig.node.fate('produce', 'forbidden', 'forbidden', 'forbidden');
    await rig.client.publish('screen', track('video'));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(rig.node.all('create_transport')).toHaveLength(2);
    expect(rig.node.all('produce').filter(({ source }) => source === 'microphone')).toHaveLength(1);
    expect(rig.node.all('produce').filter(({ source }) => source === 'screen')).toHaveLength(4);
  });

  it('does not wait for another source that is refused', async () => {
    const rig = sfuRig();
    rig.node.fate('produce', ...Array.from({ length: 6 }, () => 'forbidden' as const));
    await rig.client.publish('screen', track('video'));
    await rig.enters();
    await vi.advanceTimersByTimeAsync(4_000);
    rig.node.fate('produce');
    await rig.client.publish('microphone', track('audio'));
    await settled();
    expect(rig.node.all('produce').filter(({ source }) => source === 'microphone')).toHaveLength(1);
  });

  it('is not cut where the session is away while a source is added', async () => {
    const rig = sfuRig();
    await rig.client.publish('microphone', track('audio'));
    await rig.enters();
    rig.connects();
    rig.node.fate('produce', 'unavailable', 'unavailable');
    await rig.client.publish('camera', track('video'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(rig.node.all('create_transport')).toHaveLength(2);
    expect(rig.node.all('produce').map(({ source }) => source)).toEqual(['microphone', 'camera', 'camera', 'camera']);
  });

  it('leaves out a track that has ended', async () => {
    const rig = sfuRig();
    const ended = track('audio');
    ended.stop();
    await rig.client.publish('microphone', ended);
    await rig.enters();
    await rig.client.ready;
    expect(rig.node.all('produce')).toEqual([]);
  });
});

describe('a media node that is gone', () => {
  /** In a room that two nodes carry, with what goes out and comes in on the second. */
  async function onRelay() {
    const rig = sfuRig();
    rig.node.nodeId = 'relay';
    rig.node.producers = [producerOf(ana, 'microphone')];
    await rig.client.publish('microphone', track('audio'));
    await rig.enters(ana);
    rig.connects();
    return rig;
  }

  it('is left for another at once, with all that is sent and received', async () => {
    const rig = await onRelay();
    // Nothing is noticed yet: a browser takes seconds.
    expect(rig.client.remote.get(ana)?.status).toBe('connected');
    rig.node.nodeId = 'main';
    rig.node.producers = [{ ...producerOf(ana, 'microphone'), producerId: 'as-main-has-it' }];
    rig.client.nodesChanged(['main']);
    expect(rig.client.remote.get(ana)?.status).toBe('interrupted');
    await settled();
    rig.connects();
    expect(
      rig.node
        .all('create_transport')
        .map(({ direction }) => direction)
        .sort(),
    ).toEqual(['receive', 'receive', 'send', 'send']);
    expect(rig.node.all('produce')).toHaveLength(2);
    expect(rig.node.all('restart_ice')).toEqual([]);
    expect(rig.told('as-main-has-it')).toEqual({ on: true });
    expect(rig.client.remote.get(ana)).toMatchObject({ status: 'connected', tracks: { microphone: {} } });
  });

  it('is not waited for: what it refused before is asked of the next', async () => {
    const rig = await onRelay();
    rig.node.fate('restart_ice', ...Array.from({ length: 20 }, () => 'media_unavailable' as const));
    for (const direction of ['send', 'recv'] as const) rig.end(direction).become('failed');
    await vi.advanceTimersByTimeAsync(7000);
    rig.node.nodeId = 'main';
    rig.client.nodesChanged(['main']);
    await settled();
    expect(rig.node.all('create_transport')).toHaveLength(4);
    expect(rig.node.all('produce')).toHaveLength(2);
  });

  it('is nothing to those on others, nor where it is not known who is on which', async () => {
    const rig = await onRelay();
    const asked = rig.node.asked.length;
    rig.client.nodesChanged(['main', 'relay', 'third']);
    rig.client.nodesChanged(['relay']);
    await settled();
    expect(rig.node.asked).toHaveLength(asked);
    const old = sfuRig();
    await old.client.publish('microphone', track('audio'));
    await old.enters(ana);
    old.connects();
    const before = old.node.asked.length;
    old.client.nodesChanged(['main']);
    await settled();
    expect(old.node.asked).toHaveLength(before);
  });

  it('is nothing to a client that is over', async () => {
    const rig = await onRelay();
    rig.client.close();
    const asked = rig.node.asked.length;
    rig.client.nodesChanged(['main']);
    await settled();
    expect(rig.node.asked).toHaveLength(asked);
  });
});

describe('an ICE restart', () => {
  it('is of both transports, and finds out what was missed', async () => {
    const rig = sfuRig();
    rig.node.producers = [producerOf(ana, 'microphone')];
    await rig.client.publish('microphone', track('audio'));
    await rig.enters(ana, ben);
    rig.connects();
    rig.node.producers = [producerOf(ben, 'microphone')];
    rig.client.restartIce();
    await settled();
    for (const direction of ['send', 'recv'] as const) {
      expect(rig.end(direction).calls.filter(({ name }) => name === 'restartIce')).toHaveLength(1);
    }
    expect([sourcesOf(rig, ana), sourcesOf(rig, ben)]).toEqual([[], ['microphone']]);
  });

  it('comes by itself where a connection fails, or stays interrupted', async () => {
    const rig = sfuRig();
    await rig.client.publish('microphone', track('audio'));
    await rig.enters();
    rig.connects();
    const restarts = () => rig.node.all('restart_ice').length;
    rig.end('send').become('disconnected');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(restarts()).toBe(0);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(restarts()).toBe(1);
    rig.end('send').become('failed');
    await settled();
    expect(restarts()).toBe(2);
    rig.end('send').become('connecting');
    rig.end('send').become('failed');
    await settled();
    expect(restarts()).toBe(2);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(restarts()).toBe(3);
  });

  it('is asked for until the session is back', async () => {
    const rig = sfuRig();
    await rig.client.publish('microphone', track('audio'));
    await rig.enters();
    rig.connects();
    rig.node.fate('restart_ice', 'unavailable', 'unavailable');
    rig.client.restartIce();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(rig.end('send').calls.filter(({ name }) => name === 'restartIce')).toHaveLength(1);
    expect(rig.node.all('create_transport')).toHaveLength(2);
  });
});

describe('a cipher', () => {
  it('has every sender and receiver once, before anything flows', async () => {
    const order: string[] = [];
    const cipher = {
      protect: vi.fn((_sender: RTCRtpSender, source: string): void => void order.push(`protect ${source}`)),
      reveal: vi.fn(
        (_receiver: RTCRtpReceiver, from: string, source: string) => void order.push(`reveal ${source} ${from}`),
      ),
    };
    // VP8 is what comes through encrypted, whatever is wished for.
    const rig = sfuRig({ cipher, cameraCodec: 'VP9' });
    rig.node.fate('produce', (action) => {
      order.push('produce');
      return rig.node.answer(action);
    });
    rig.node.fate('set_consumers', (action) => {
      order.push('set_consumers');
      return rig.node.answer(action);
    });
    rig.node.producers = [producerOf(ana, 'microphone')];
    await rig.client.publish('camera', track('video'));
    await rig.enters(ana);
    await rig.client.publish('camera', null);
    await rig.client.publish('camera', track('video'));
    await settled();
    expect(rig.node.all('produce')[0]?.rtpParameters.codecs[0]?.mimeType).toBe('video/VP8');
    expect(rig.node.all('produce')[0]?.rtpParameters.encodings).toHaveLength(3);
    expect(order.filter((step) => /protect|produce/.test(step))).toEqual(['protect camera', 'produce']);
    expect(order.filter((step) => /reveal|set/.test(step))).toEqual([`reveal microphone ${ana}`, 'set_consumers']);
    expect(cipher.reveal.mock.calls[0]?.[0]).toBe(rig.end('recv').receivers[0]);
    expect(rig.node.all('produce')[0]?.rtpParameters.codecs[0]?.mimeType).toBe('video/VP8');
  });
});

describe('nonsense from the media node', () => {
  const answers: readonly [string, MediaActionName, () => unknown][] = [
    ['capabilities', 'describe', () => ({ action: 'describe', rtpCapabilities: { codecs: 'none' } })],
    ['an empty answer', 'create_transport', () => ({ action: 'create_transport' })],
    ['no answer at all', 'list_producers', () => undefined],
    [
      'consumers that were not asked for',
      'consume',
      () => ({ action: 'consume', consumers: [{ consumerId: 'x', producerId: 'y' }] }),
    ],
    [
      'consumers without parameters',
      'consume',
      () => ({
        action: 'consume',
        consumers: [{ consumerId: 'x', producerId: 'microphone-a', kind: 'audio', rtpParameters: { codecs: [{}] } }],
      }),
    ],
    ['a producer without an id', 'produce', () => ({ action: 'produce' })],
  ];

  it.each(answers)('costs media only, as with %s', async (_case, name, nonsense) => {
    const rig = sfuRig();
    rig.node.producers = [producerOf(ana, 'microphone')];
    rig.node.fate(name, nonsense);
    await rig.client.publish('microphone', track('audio'));
    await rig.enters(ana);
    await vi.advanceTimersByTimeAsync(30_000);
    rig.connects();
    expect(rig.end('send').senders.at(-1)?.track?.kind).toBe('audio');
    // What is answered with other things than what was asked for is not asked for again, until the list is.
    rig.client.restartIce();
    await settled();
    expect(sourcesOf(rig, ana)).toEqual(['microphone']);
    expect(rig.told('microphone-a')).toEqual({ on: true });
  });

  it('of codecs that this browser has not leaves that source out', async () => {
    const rig = sfuRig();
    rig.node.producers = [producerOf(ana, 'microphone'), producerOf(ben, 'microphone')];
    rig.node.fate('consume', (action) => {
      const answer = rig.node.answer(action) as { consumers: { rtpParameters: { codecs: { mimeType: string }[] } }[] };
      const [codec] = answer.consumers[0]?.rtpParameters.codecs ?? [];
      if (codec) Object.assign(codec, { mimeType: 'audio/unheard-of', payloadType: 55 });
      return answer;
    });
    await rig.enters(ana, ben);
    await vi.advanceTimersByTimeAsync(30_000);
    expect([sourcesOf(rig, ana), sourcesOf(rig, ben)]).toEqual([[], ['microphone']]);
    expect(rig.node.all('consume')).toHaveLength(1);
  });

  it('in the news is nobody, nothing, or already known', async () => {
    const rig = sfuRig();
    rig.node.producers = [producerOf(ana, 'microphone')];
    await rig.enters(ana);
    rig.client.newsReceived(news([], ['never-heard-of', 'never-heard-of']));
    rig.client.newsReceived({ news: 'wanted_layer', producerId: 'never-heard-of', spatialLayer: 2 });
    rig.client.newsReceived(news([producerOf(ana, 'microphone')]));
    await settled();
    expect(sourcesOf(rig, ana)).toEqual(['microphone']);
    expect(rig.node.all('consume')).toHaveLength(1);
  });
});

describe('a closed client', () => {
  it('leaves nothing behind', async () => {
    const rig = sfuRig();
    const [voice, heard] = [track('audio'), vi.fn()];
    rig.node.producers = [producerOf(ana, 'microphone'), producerOf(ana, 'camera')];
    rig.client.show(cameras([[ana, 300]]));
    await rig.client.publish('microphone', voice);
    await rig.enters(ana);
    const received = Object.values(rig.client.remote.get(ana)?.tracks ?? {});
    rig.client.show(new Map());
    rig.client.subscribe(heard);
    rig.client.close();
    rig.client.close();
    expect(voice.readyState).toBe('live');
    expect(received.map(({ readyState }) => readyState)).toEqual(['ended', 'ended']);
    expect(heard).not.toHaveBeenCalled();
    const asked = rig.node.asked.length;
    await settled();
    expect(vi.getTimerCount()).toBe(0);
    expect(rig.node.asked).toHaveLength(asked);
  });

  it('makes no transport of an answer that comes late', async () => {
    const rig = sfuRig();
    rig.node.fate('describe', 'held');
    await rig.enters(ana);
    rig.client.close();
    rig.node.release();
    await settled();
    expect(rig.ends).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
