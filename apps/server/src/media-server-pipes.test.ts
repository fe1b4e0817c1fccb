import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MediaLink } from './media-server-link.ts';
import { MediaLinks, poll, QUIET_MS } from './media-server-links.ts';
import { MediaRig, NODE_ID, type RigPerson } from './media-server-rig.ts';
import { removeRelay } from './room/remove-relay.ts';

const CAMERA_SSRC = 2000;

let links: MediaLinks;
let rig: MediaRig;

beforeAll(async () => {
  links = await MediaLinks.prepare();
});
afterAll(() => links.remove());
beforeEach(async () => {
  rig = await MediaRig.start();
});
afterEach(async () => {
  links.close();
  await rig.close();
});

const lists = async (person: RigPerson) =>
  (await person.get({ action: 'list_producers' })).producers.map(({ producerId }) => producerId);

/** Takes a stream as soon as it is there. */
async function takes(person: RigPerson, down: MediaLink, producerId: string) {
  await expect.poll(() => lists(person), { timeout: 5000, interval: 20 }).toContain(producerId);
  return links.takes(person, down, producerId);
}

const pipesOf = () => [...rig.consumers.values()].filter(({ type, closed }) => type === 'pipe' && !closed);

const saidOf = (node: string) =>
  rig.said.filter(({ nodeId, msg }) => nodeId === node && msg.includes('pipe')).map(({ msg }) => msg);

/** Has someone speak on the main node, of which a node that is gone cannot be told. Resolves when that was tried again. */
async function triedInVain(relay: string, speaker: RigPerson): Promise<void> {
  let tries = 0;
  rig.losesWord = (_word, to) => {
    if (to === relay) tries += 1;
    return false;
  };
  await links.speaks(speaker);
  await expect.poll(() => tries, { timeout: 10_000, interval: 20 }).toBeGreaterThanOrEqual(2);
}

/** Ana on the main node, Ben on a relay. The relay's id comes first or last in the order of ids, by which nodes agree. */
async function apart(relay = 'relay') {
  const [ana, ben] = [await rig.join('Ana'), await rig.join('Ben')];
  const registry = new Registry();
  await rig.addNode(relay, {}, registry);
  await rig.place(ana, NODE_ID);
  await rig.place(ben, relay);
  return { ana, ben, relay, registry };
}

describe('two media nodes of one meeting', { timeout: 30_000 }, () => {
  it.each(['a-relay', 'relay'])('carry sound both ways, with %s', async (relay) => {
    const { ana, ben } = await apart(relay);
    const [anas, bens] = [await links.speaks(ana), await links.speaks(ben)];
    const atBen = await takes(ben, await links.open(ben, 'receive'), anas.producerId);
    const atAna = await takes(ana, await links.open(ana, 'receive'), bens.producerId);
    await poll(atBen.isFlowing).toBe(true);
    await poll(atAna.isFlowing).toBe(true);
    expect(pipesOf()).toHaveLength(2);
  });

  it('carry a picture while it is taken, and tell its sender how much of it is', async () => {
    const { ana, ben } = await apart();
    const up = await links.open(ana, 'send');
    const camera = await ana.produce('camera', CAMERA_SSRC);
    for (const layer of [0, 1, 2]) up.show(CAMERA_SSRC + layer);
    const wanted = () => ana.inbox.news.flatMap((news) => (news.news === 'wanted_layer' ? [news.spatialLayer] : []));
    const { consumerId, isFlowing } = await takes(ben, await links.open(ben, 'receive'), camera);
    await poll(isFlowing).toBe(true);
    expect(rig.consumers.get(consumerId)?.type).toBe('simulcast');
    await ben.set(consumerId, true, 1);
    await expect.poll(wanted, { timeout: 5000 }).toEqual([1]);
    await poll(isFlowing).toBe(true);

    await ben.set(consumerId, false);
    await expect.poll(() => pipesOf().map(({ paused }) => paused), { timeout: 3000 }).toEqual([true]);
  });

  it('stop what is muted, and whoever is removed, within a second', async () => {
    const { ana, ben } = await apart();
    const { producerId } = await links.speaks(ana);
    const { isFlowing } = await takes(ben, await links.open(ben, 'receive'), producerId);
    await poll(isFlowing).toBe(true);
    await rig.changeState(ana, { microphone: false });
    await poll(isFlowing, 1000 + QUIET_MS).toBe(false);
    await rig.changeState(ana, { microphone: true });
    await poll(isFlowing).toBe(true);
    await rig.remove(ana);
    await poll(isFlowing, 1000 + QUIET_MS).toBe(false);
    expect(await lists(ben)).toEqual([]);
    await expect.poll(pipesOf, { timeout: 1000 }).toEqual([]);
  });

  it('pass nothing of who is muted or removed on the word of the other node', async () => {
    const { ana, ben } = await apart();
    const { producerId } = await links.speaks(ana);
    const { isFlowing } = await takes(ben, await links.open(ben, 'receive'), producerId);
    await poll(isFlowing).toBe(true);
    rig.losesWord = () => true;
    await rig.remove(ana);
    await poll(isFlowing, 1000 + QUIET_MS).toBe(false);
    expect(await lists(ben)).toEqual([]);
  });

  it('say which of them a transport leads to', async () => {
    const { ana, ben, relay } = await apart();
    expect((await ana.send()).nodeId).toBe(NODE_ID);
    expect((await ben.receive()).nodeId).toBe(relay);
  });

  it('both know who speaks', async () => {
    const { ana, ben } = await apart();
    await ben.get({ action: 'describe' });
    await links.speaks(ana);
    await ben.inbox.until((news) => news.news === 'speakers' && news.connectionIds[0] === ana.id);
  });

  it('find to each other although most of what they say is lost', async () => {
    let words = 0;
    rig.losesWord = () => {
      words += 1;
      return words % 3 !== 0;
    };
    const { ana, ben } = await apart();
    const { producerId } = await links.speaks(ana);
    const ear = await links.open(ben, 'receive');
    await expect.poll(() => lists(ben), { timeout: 20_000 }).toContain(producerId);
    const { isFlowing } = await takes(ben, ear, producerId);
    await poll(isFlowing).toBe(true);
  });

  it('count each producer once, and what they send to each other like what they send to people', async () => {
    const { ana, ben, registry } = await apart();
    const { producerId } = await links.speaks(ana);
    await takes(ben, await links.open(ben, 'receive'), producerId);
    await expect.poll(() => rig.figure('sfu_pipes'), { timeout: 8000 }).toBe(1);
    await expect.poll(() => rig.figure('sfu_producers'), { timeout: 8000 }).toBe(1);
    expect(await rig.figure('sfu_consumers')).toBe(1);
    await expect.poll(() => rig.figure('sfu_consumers', registry), { timeout: 8000 }).toBe(1);
    expect(await rig.figure('sfu_producers', registry)).toBe(0);
    expect(rig.server.info()).toMatchObject({ rooms: 1, isFull: false });
  });

  it('hear nothing from a node that is none of the room, and tell it nothing', async () => {
    const { ana, ben, relay } = await apart();
    const told: string[] = [];
    rig.losesWord = (_word, to) => {
      told.push(to);
      return false;
    };
    await rig.addNode('stranger');
    rig.server.handle({
      from: 'stranger',
      roomId: rig.roomId,
      topologyId: rig.topologyId,
      end: null,
      version: 1,
      taken: 0,
      producerIds: [],
      streams: [],
      wanted: [],
    });
    await Promise.all([ana.get({ action: 'describe' }), ben.get({ action: 'describe' })]);
    await expect.poll(() => new Set(told), { timeout: 3000 }).toEqual(new Set([NODE_ID, relay]));
    expect(await rig.ask(ana.id, { action: 'describe' }, rig.topologyId, 'stranger')).toBe('media_stale');
    expect(told).not.toContain('stranger');
  });
});

describe('a relay that dies', { timeout: 40_000 }, () => {
  it('leaves the rest untouched, and its people come back on another node', async () => {
    const { ana, ben, relay } = await apart();
    const caro = await rig.join('Caro');
    const [anas, bens] = [await links.speaks(ana), await links.speaks(ben)];
    const ear = await links.open(caro, 'receive');
    const [fromAna, fromBen] = [await takes(caro, ear, anas.producerId), await takes(caro, ear, bens.producerId)];
    await poll(() => fromAna.isFlowing() && fromBen.isFlowing()).toBe(true);

    await rig.kill(relay);
    await triedInVain(relay, caro);
    expect(saidOf(relay)).toEqual(['media not piped']);
    await removeRelay(rig, rig.roomId, rig.topologyId, relay);
    await expect.poll(() => saidOf(relay)).toEqual(['media not piped', 'media pipe given up']);
    await poll(fromBen.isFlowing, 1000 + QUIET_MS).toBe(false);
    await expect.poll(() => lists(caro), { timeout: 2000 }).toEqual([anas.producerId]);
    expect(fromAna.isFlowing()).toBe(true);

    await rig.place(ben, NODE_ID);
    const again = await takes(caro, ear, (await links.speaks(ben)).producerId);
    await poll(again.isFlowing).toBe(true);
    expect(fromAna.isFlowing()).toBe(true);
  });

  it.each(['a-relay', 'relay'])('and begins anew under its name is piped to again, with %s', async (relay) => {
    const { ana, ben } = await apart(relay);
    const { producerId } = await links.speaks(ana);
    const before = await takes(ben, await links.open(ben, 'receive'), producerId);
    await poll(before.isFlowing).toBe(true);
    await rig.kill(relay);
    await triedInVain(relay, await rig.join('Caro'));
    await rig.addNode(relay);
    const after = await takes(ben, await links.open(ben, 'receive'), producerId);
    await poll(after.isFlowing).toBe(true);
    expect(saidOf(relay)).toEqual(['media not piped', 'media piped again']);
  });
});

describe('a relay that is to go', { timeout: 30_000 }, () => {
  it('takes itself out when nobody has been on it for a minute, and the main node stays', async () => {
    const { ana, ben, relay } = await apart();
    await Promise.all([ana.get({ action: 'describe' }), ben.get({ action: 'describe' })]);
    await rig.remove(ben);
    await rig.remove(ana);
    await expect.poll(() => rig.serverOf(relay).isIdle && rig.server.isIdle, { timeout: 3000 }).toBe(true);
    const topology = async () => (await rig.store.snapshot(rig.roomId))?.room.topology;
    expect(await topology()).toMatchObject({ relays: [relay] });
    rig.aheadMs = 61_000;
    await expect.poll(topology, { timeout: 4000 }).toEqual({ mode: 'sfu', id: rig.topologyId, nodeId: NODE_ID });
    await expect.poll(() => rig.serverOf(relay).info().rooms, { timeout: 3000 }).toBe(0);
  });

  it('because it has lost a worker has all arranged anew around the main node', async () => {
    const { ben } = await apart();
    await ben.get({ action: 'describe' });
    const before = rig.topologyId;
    process.kill(rig.workers.at(-1)?.pid ?? Number.NaN, 'SIGKILL');
    await expect.poll(() => rig.topologyId, { timeout: 5000, interval: 20 }).not.toBe(before);
    const now = (await rig.store.snapshot(rig.roomId))?.room.topology;
    expect(now).toEqual({ mode: 'sfu', id: rig.topologyId, nodeId: NODE_ID });
  });

  it('names the rooms of others too, so that they are arranged anew, and goes on until that is done', async () => {
    const { ana, ben, relay } = await apart();
    const { producerId } = await links.speaks(ana);
    const { isFlowing } = await takes(ben, await links.open(ben, 'receive'), producerId);
    await poll(isFlowing).toBe(true);
    const [room] = rig.serverOf(relay).drain();
    expect(room).toMatchObject({ roomId: rig.roomId, topology: { nodeId: NODE_ID, relays: [relay] } });
    await rig.arrange(rig.topologyId, 'next');
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS * 2));
    expect(isFlowing()).toBe(true);
    expect(await ben.ask({ action: 'describe' })).toBe('media_stale');
  });
});
