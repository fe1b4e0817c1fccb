import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MediaLinks, poll, QUIET_MS } from './media-server-links.ts';
import { MediaRig } from './media-server-rig.ts';

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

async function call() {
  rig = await MediaRig.start();
  const [ana, ben] = [await rig.join('Ana'), await rig.join('Ben')];
  const { producerId } = await links.speaks(ana);
  const ear = await links.open(ben, 'receive');
  const sound = await links.offered(ben, ear, producerId);
  return { ana, ben, ear, producerId, sound };
}

/** Within the second in which it must be over. */
const soon = (isFlowing: () => boolean) => poll(isFlowing, 1000 + QUIET_MS);

const host = { connectionId: 'host' as never, name: 'Host' };

describe('sound through a media node', { timeout: 30_000 }, () => {
  it('comes from when it is asked for until it is no more wanted', async () => {
    const { ben, sound } = await call();
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    expect(sound.count()).toBe(0);
    await ben.set(sound.consumerId, true);
    await soon(sound.isFlowing).toBe(true);
    await ben.set(sound.consumerId, false);
    await soon(sound.isFlowing).toBe(false);
  });

  it('ends where a host mutes, whatever the sender sends, and goes on when the record says so', async () => {
    const { ana, ben, sound } = await call();
    await ben.set(sound.consumerId, true);
    await soon(sound.isFlowing).toBe(true);
    await rig.announceChange(await rig.store.mute(rig.roomId, ana.id, host, rig.stamp()));
    await soon(sound.isFlowing).toBe(false);
    await rig.changeState(ana, { microphone: true });
    await soon(sound.isFlowing).toBe(true);
  });

  it('ends within a second where a host mutes and word of it is lost', async () => {
    const { ana, ben, sound } = await call();
    await ben.set(sound.consumerId, true);
    await soon(sound.isFlowing).toBe(true);
    rig.bus.loses = ({ kind }) => kind === 'event';
    await rig.announceChange(await rig.store.mute(rig.roomId, ana.id, host, rig.stamp()));
    await poll(sound.isFlowing, 1100 + QUIET_MS).toBe(false);
  });

  it.each([false, true])('ends within a second for who is removed (word of it lost: %s)', async (isLost) => {
    const { ana, ben, producerId, sound } = await call();
    await ben.set(sound.consumerId, true);
    await soon(sound.isFlowing).toBe(true);
    const caro = await rig.join('Caro');
    const other = await links.takes(caro, await links.open(caro, 'receive'), producerId);
    await soon(other.isFlowing).toBe(true);
    if (isLost) rig.bus.loses = ({ kind }) => kind === 'event';
    await rig.remove(ben);
    await poll(sound.isFlowing, 1100 + QUIET_MS).toBe(false);
    expect(other.isFlowing()).toBe(true);
    await rig.remove(ana);
    await poll(other.isFlowing, 1100 + QUIET_MS).toBe(false);
  });

  it('goes on for who has lost the connection to the hub', async () => {
    const { ana, ben, sound } = await call();
    await ben.set(sound.consumerId, true);
    await soon(sound.isFlowing).toBe(true);
    const { connectionId, socketId } = ana.newcomer;
    const event = await rig.store.lose(rig.roomId, connectionId, socketId, rig.clock.now() + 60_000, rig.stamp());
    if (!event) throw new Error('not lost');
    await rig.announceChange({ outcome: 'changed', event });
    const before = sound.count();
    await expect.poll(sound.count, { timeout: 3000 }).toBeGreaterThan(before + 75);
  });

  it('tells who speaks', async () => {
    const { ana, ben } = await call();
    await ben.inbox.until((news) => news.news === 'speakers' && news.connectionIds[0] === ana.id);
  });
});
