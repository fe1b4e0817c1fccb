import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { selfSignedCertificate } from './lib/certificate.ts';
import { MediaLink } from './media-server-link.ts';
import { MediaRig, type RigPerson } from './media-server-rig.ts';

const SSRC = 1000;
/** Longer than what is on its way, much shorter than the second in which it must be over. */
const QUIET_MS = 300;

let folder: string;
let rig: MediaRig;
const links: MediaLink[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'media-flow-'));
  await selfSignedCertificate(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(async () => {
  for (const link of links.splice(0)) link.close();
  await rig.close();
});

async function speaks(person: RigPerson): Promise<{ link: MediaLink; producerId: string }> {
  const link = await MediaLink.open(person, await person.send(), folder);
  links.push(link);
  const producerId = await person.produce('microphone', SSRC);
  link.talk(SSRC);
  return { link, producerId };
}

async function listens(person: RigPerson): Promise<MediaLink> {
  const link = await MediaLink.open(person, await person.receive(), folder);
  links.push(link);
  return link;
}

/** Takes a microphone. Resolves to whether it is heard. */
async function takes(person: RigPerson, link: MediaLink, producerId: string) {
  const consumer = await person.consume(producerId);
  const ssrc = consumer?.rtpParameters.encodings?.[0]?.ssrc ?? 0;
  return {
    consumerId: consumer?.consumerId ?? '',
    count: () => link.count(ssrc),
    isHeard: () => link.silenceMs(ssrc) < QUIET_MS,
  };
}

async function call() {
  rig = await MediaRig.start();
  const [ana, ben] = [await rig.join('Ana'), await rig.join('Ben')];
  const { producerId } = await speaks(ana);
  const ear = await listens(ben);
  const sound = await takes(ben, ear, producerId);
  return { ana, ben, ear, producerId, sound };
}

const host = { connectionId: 'host' as never, name: 'Host' };
const poll = (isHeard: () => boolean, timeout = 1000 + QUIET_MS) => expect.poll(isHeard, { timeout, interval: 20 });

describe('sound through a media node', { timeout: 30_000 }, () => {
  it('comes from when it is asked for until it is no more wanted', async () => {
    const { ben, sound } = await call();
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    expect(sound.count()).toBe(0);
    await ben.set(sound.consumerId, true);
    await poll(sound.isHeard).toBe(true);
    await ben.set(sound.consumerId, false);
    await poll(sound.isHeard).toBe(false);
  });

  it('ends where a host mutes, whatever the sender sends, and goes on when the record says so', async () => {
    const { ana, ben, sound } = await call();
    await ben.set(sound.consumerId, true);
    await poll(sound.isHeard).toBe(true);
    await rig.announceChange(await rig.store.mute(rig.roomId, ana.id, host, rig.stamp()));
    await poll(sound.isHeard).toBe(false);
    await rig.changeState(ana, { microphone: true });
    await poll(sound.isHeard).toBe(true);
  });

  it('ends within a second where a host mutes and word of it is lost', async () => {
    const { ana, ben, sound } = await call();
    await ben.set(sound.consumerId, true);
    await poll(sound.isHeard).toBe(true);
    rig.bus.loses = ({ kind }) => kind === 'event';
    await rig.announceChange(await rig.store.mute(rig.roomId, ana.id, host, rig.stamp()));
    await poll(sound.isHeard, 1100 + QUIET_MS).toBe(false);
  });

  it.each([false, true])('ends within a second for who is removed (word of it lost: %s)', async (isLost) => {
    const { ana, ben, producerId, sound } = await call();
    await ben.set(sound.consumerId, true);
    await poll(sound.isHeard).toBe(true);
    const caro = await rig.join('Caro');
    const other = await takes(caro, await listens(caro), producerId);
    await caro.set(other.consumerId, true);
    await poll(other.isHeard).toBe(true);
    if (isLost) rig.bus.loses = ({ kind }) => kind === 'event';
    await rig.remove(ben);
    await poll(sound.isHeard, 1100 + QUIET_MS).toBe(false);
    expect(other.isHeard()).toBe(true);
    await rig.remove(ana);
    await poll(other.isHeard, 1100 + QUIET_MS).toBe(false);
  });

  it('goes on for who has lost the connection to the hub', async () => {
    const { ana, ben, sound } = await call();
    await ben.set(sound.consumerId, true);
    await poll(sound.isHeard).toBe(true);
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
