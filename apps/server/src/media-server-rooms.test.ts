import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MediaLinks, poll, QUIET_MS, SSRC } from './media-server-links.ts';
import { layeredParameters, MediaRig, NODE_ID, type RigPerson, videoParameters } from './media-server-rig.ts';
import type { MediaSettings } from './sfu/media-settings.ts';
import { UdpPeer } from './sfu/worker-fixture.ts';

/** Decibels below the loudest: RFC 6464's silence. */
const SILENT = 127;

let links: MediaLinks;
let rig: MediaRig;

beforeAll(async () => {
  links = await MediaLinks.prepare();
});
afterAll(() => links.remove());
afterEach(async () => {
  links.close();
  await rig.close();
});

async function start(people: number, settings: Partial<MediaSettings> = {}): Promise<RigPerson[]> {
  rig = await MediaRig.start(settings);
  return rig.joinMany(people);
}

/** One of those that there are. */
function nth(people: readonly RigPerson[], index: number): RigPerson {
  const person = people.at(index);
  if (!person) throw new Error(`nobody is number ${index}`);
  return person;
}

/** One that is free now. */
async function freePort(): Promise<number> {
  const peer = await UdpPeer.open();
  const { port } = peer;
  peer.close();
  return port;
}

describe('a media worker that dies', { timeout: 30_000 }, () => {
  it('is replaced on its port, and its rooms begin anew within five seconds', async () => {
    const port = await freePort();
    const people = await start(2, { port });
    const [ana, ben] = [nth(people, 0), nth(people, 1)];
    await ana.send();
    await ana.produce('microphone');
    await ben.receive();
    const before = rig.topologyId;
    const [worker] = rig.workers;
    if (!worker) throw new Error('no worker');
    const killedAtMs = performance.now();
    process.kill(worker.pid, 'SIGKILL');
    await expect.poll(() => rig.topologyId, { timeout: 5000, interval: 20 }).not.toBe(before);
    const { producerId } = await links.speaks(ana);
    await poll((await links.takes(ben, await links.open(ben, 'receive'), producerId)).isFlowing).toBe(true);
    expect(performance.now() - killedAtMs).toBeLessThan(5000);
    expect((await rig.store.snapshot(rig.roomId))?.room.topology).toMatchObject({ mode: 'sfu', nodeId: NODE_ID });
    expect((await ben.receive()).iceCandidates.map((candidate) => candidate.port)).toEqual([port, port]);
    expect(await rig.ask(ana.id, { action: 'describe' }, before)).toBe('media_stale');
    expect(await rig.figure('sfu_worker_deaths_total')).toBe(1);
  });

  it('is replaced when its port is free again, however late, and the node is full until then', async () => {
    const port = await freePort();
    const [ana] = await start(1, { port });
    await ana?.get({ action: 'describe' });
    const before = rig.topologyId;
    let occupant: UdpPeer | undefined;
    rig.beforeWorker = async () => {
      occupant ??= await UdpPeer.open(port);
    };
    process.kill(rig.workers[0]?.pid ?? 0, 'SIGKILL');
    await expect.poll(() => rig.topologyId, { timeout: 5000, interval: 20 }).not.toBe(before);
    expect(rig.server.info()).toMatchObject({ isFull: true });
    occupant?.close();
    await expect.poll(() => rig.server.info().isFull, { timeout: 8000 }).toBe(false);
    expect(await ana?.ask({ action: 'describe' })).toMatchObject({ action: 'describe' });
    expect(rig.workers.filter(({ closed }) => !closed)).toHaveLength(1);
  });

  it('leaves no process behind where its port is taken', async () => {
    rig = await MediaRig.start();
    const occupant = await UdpPeer.open();
    const refused = new MediaRig();
    await expect(refused.open({ port: occupant.port })).rejects.toThrow();
    occupant.close();
    expect(refused.workers).toHaveLength(1);
    expect(refused.workers[0]?.closed).toBe(true);
  });
});

describe('a room larger than a router', { timeout: 60_000 }, () => {
  it('is spread over the workers, and sound goes from one to the other and ends with a mute', async () => {
    const people = await start(26, { workers: 2 });
    for (const person of people) await person.get({ action: 'describe' });
    expect((await rig.routerCounts()).toSorted()).toEqual([1, 1]);
    const [first, last] = [nth(people, 0), nth(people, -1)];
    const { producerId } = await links.speaks(first);
    const { isFlowing: isHeard } = await links.takes(last, await links.open(last, 'receive'), producerId);
    await poll(isHeard).toBe(true);
    await rig.changeState(first, { microphone: false });
    await poll(isHeard, 1000 + QUIET_MS).toBe(false);
    await rig.changeState(first, { microphone: true });
    await poll(isHeard).toBe(true);
    await rig.remove(first);
    await poll(isHeard, 1000 + QUIET_MS).toBe(false);
  });

  it('has one router where there is one worker', async () => {
    for (const person of await start(26)) await person.get({ action: 'describe' });
    expect(await rig.routerCounts()).toEqual([1]);
  });

  it('begins anew as a whole where one of its workers dies', async () => {
    const people = await start(26, { workers: 2 });
    for (const person of people) await person.get({ action: 'describe' });
    const before = rig.topologyId;
    process.kill(rig.workers[1]?.pid ?? 0, 'SIGKILL');
    await expect.poll(() => rig.topologyId, { timeout: 5000, interval: 20 }).not.toBe(before);
    for (const person of people) await person.get({ action: 'describe' });
    expect((await rig.routerCounts()).toSorted()).toEqual([1, 1]);
  });
});

describe('a room of more than twenty', { timeout: 60_000 }, () => {
  it('hears who speaks and not who is silent, and all again when it is smaller', async () => {
    const people = await start(21);
    const [ana, ben] = [nth(people, 0), nth(people, 1)];
    const { up, producerId } = await links.speaks(ana, SSRC, SILENT);
    const { isFlowing: isHeard } = await links.takes(ben, await links.open(ben, 'receive'), producerId);
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS * 2));
    expect(isHeard()).toBe(false);
    up.talk(SSRC);
    await poll(isHeard).toBe(true);

    const caro = nth(people, 2);
    const other = await links.speaks(caro, SSRC, SILENT);
    const { isFlowing: isCaroHeard } = await links.takes(ben, await links.open(ben, 'receive'), other.producerId);
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS * 2));
    expect(isCaroHeard()).toBe(false);
    await rig.remove(nth(people, -1));
    await poll(isCaroHeard, 1000).toBe(true);
  });

  it('hears eight at most', async () => {
    const people = await start(21);
    const ear = nth(people, 20);
    const down = await links.open(ear, 'receive');
    for (const person of people.slice(0, 10)) await links.takes(ear, down, (await links.speaks(person)).producerId);
    const flowing = () => [...rig.consumers.values()].filter(({ paused }) => !paused).length;
    expect(rig.consumers.size).toBe(10);
    await expect.poll(flowing, { timeout: 10_000, interval: 20 }).toBe(8);
  });
});

describe('pictures', { timeout: 30_000 }, () => {
  it.each([
    ['a stream for each', videoParameters],
    ['one stream', layeredParameters],
  ])('of layers in %s come as asked for, and their sender hears which is the largest taken', async (_, parameters) => {
    const people = await start(3);
    const [ana, ben, caro] = [nth(people, 0), nth(people, 1), nth(people, 2)];
    await ana.send();
    await Promise.all([ben.receive(), caro.receive()]);
    const action = { action: 'produce', source: 'camera', rtpParameters: parameters('camera', 2000) } as const;
    const { producerId } = await ana.get<'produce'>(action);
    const wanted = () => ana.inbox.news.flatMap((news) => (news.news === 'wanted_layer' ? [news] : []));
    const [bens, caros] = [await ben.consume(producerId), await caro.consume(producerId)];
    await ben.set(bens?.consumerId ?? '', true, 0);
    await caro.set(caros?.consumerId ?? '', true, 1);
    await expect.poll(wanted, { timeout: 5000 }).toEqual([{ news: 'wanted_layer', producerId, spatialLayer: 1 }]);
    expect(rig.consumers.get(bens?.consumerId ?? '')?.preferredLayers).toMatchObject({ spatialLayer: 0 });
    expect(rig.consumers.get(caros?.consumerId ?? '')?.preferredLayers).toMatchObject({ spatialLayer: 1 });

    await ben.set(bens?.consumerId ?? '', true, 2);
    expect(wanted().at(-1)).toMatchObject({ spatialLayer: 2 });
    await ben.get({ action: 'stop_consuming', consumerIds: [bens?.consumerId ?? ''] });
    await caro.set(caros?.consumerId ?? '', false);
    await expect.poll(() => wanted().at(-1), { timeout: 5000 }).toMatchObject({ spatialLayer: null });
  });
});

describe('a media node', { timeout: 30_000 }, () => {
  it('names the rooms that it has when it is to go, and wants no more', async () => {
    const people = await start(1);
    await nth(people, 0).get({ action: 'describe' });
    expect(rig.server.info()).toMatchObject({ id: NODE_ID, rooms: 1, isFull: false });
    expect(rig.server.drain()).toMatchObject([{ roomId: rig.roomId, topology: { id: rig.topologyId } }]);
    expect(rig.server.info()).toMatchObject({ isFull: true });
    expect(rig.server.isIdle).toBe(false);
    await rig.remove(nth(people, 0));
    await expect.poll(() => rig.server.isIdle, { timeout: 2000 }).toBe(true);
  });

  it('forgets a room that has ended', async () => {
    const people = await start(1);
    await nth(people, 0).get({ action: 'describe' });
    await rig.store.end(rig.roomId);
    await expect.poll(() => rig.server.info().rooms, { timeout: 3000 }).toBe(0);
    expect(await rig.routerCounts()).toEqual([0]);
  });

  it('says what is lost on the way to it, and how often a picture had to begin anew', async () => {
    const people = await start(2);
    const [ana, ben] = [nth(people, 0), nth(people, 1)];
    const { up } = await links.speaks(ana);
    up.loses = (sequence) => sequence % 4 === 0;
    const camera = await ana.produce('camera');
    for (const ssrc of [2000, 2001, 2002]) up.show(ssrc);
    await links.takes(ben, await links.open(ben, 'receive'), camera);
    await expect
      .poll(() => rig.figure('sfu_packet_loss_ratio{direction="in"}'), { timeout: 15_000 })
      .toBeGreaterThan(0.15);
    expect(await rig.figure('sfu_packet_loss_ratio{direction="in"}')).toBeLessThan(0.35);
    expect(await rig.figure('sfu_room_packet_loss_ratio_max{direction="in"}')).toBeGreaterThan(0.15);
    expect(await rig.figure('sfu_keyframe_requests_total')).toBeGreaterThan(0);
  });

  it('says what goes through it', async () => {
    const people = await start(2);
    const [ana, ben] = [nth(people, 0), nth(people, 1)];
    const { producerId } = await links.speaks(ana);
    await poll((await links.takes(ben, await links.open(ben, 'receive'), producerId)).isFlowing).toBe(true);
    await expect.poll(() => rig.figure('sfu_bytes_total{direction="in"}'), { timeout: 8000 }).toBeGreaterThan(500);
    expect(await rig.figure('sfu_bytes_total{direction="out"}')).toBeGreaterThan(500);
    expect(await rig.figure('sfu_producers')).toBe(1);
    expect(await rig.figure('sfu_consumers')).toBe(1);
    expect(await rig.figure('sfu_workers')).toBe(1);
    // Read after the rooms.
    await expect.poll(() => rig.figure('sfu_worker_cpu_seconds_total{worker="0"}')).toBeGreaterThan(0);
    expect(await rig.figure('sfu_packet_loss_ratio{direction="in"}')).toBe(0);
    expect(await rig.figure('sfu_room_consumers_max')).toBe(1);
    // 50 packets a second of 60 bytes, and what protects them.
    expect(await rig.figure('sfu_room_bits_per_second_max{direction="in"}')).toBeGreaterThan(5000);
  });
});
