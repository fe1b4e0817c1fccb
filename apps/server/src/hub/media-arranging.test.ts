import { afterEach, describe, expect, it, vi } from 'vitest';
import { MEDIA_LEASE_MS } from '../room/media-nodes.ts';
import { HubRig } from './hub-rig.ts';

let rig: HubRig;
afterEach(() => rig.close());

const node = (id: string, isFull = false) => ({ id, weight: 1, rooms: 0, isFull });

/** A host alone, where meetings of more than two go through a node. */
async function meeting({ hubs = 1, nodes = ['one'] }: { hubs?: number; nodes?: string[] } = {}) {
  rig = await HubRig.start({ hubs, settings: { sfuAbove: 2 } });
  for (const id of nodes) await rig.mediaNodes.renew(node(id));
  return rig.meeting();
}

type Meeting = Awaited<ReturnType<typeof meeting>>;

async function grow({ room }: Meeting, hub = 0) {
  return [await rig.join(room, 'Ben', {}, hub), await rig.join(room, 'Caro', {}, hub)] as const;
}

const sweepAll = () => Promise.all(rig.pods.map(({ hub }) => hub.sweep()));
const topologyOf = async ({ room }: Meeting) => (await rig.store.snapshot(room.roomId))?.room.topology;

describe('a meeting', () => {
  it('goes to a media node when one more comes than may be in a mesh', async () => {
    const one = await meeting();
    await rig.join(one.room, 'Ben');
    expect(await topologyOf(one)).toMatchObject({ mode: 'mesh' });
    await rig.join(one.room, 'Caro');
    expect((await one.host.client.next('media_topology')).payload).toMatchObject({ mode: 'sfu', nodeId: 'one' });
    expect(await topologyOf(one)).toMatchObject({ mode: 'sfu', nodeId: 'one' });
  });

  it('goes there once, whichever of its hubs is first', async () => {
    const one = await meeting({ hubs: 2, nodes: ['one', 'two', 'three'] });
    const [ben] = await grow(one, 1);
    await ben.client.next('media_topology');
    await sweepAll();
    await one.host.client.settled();
    expect(one.host.client.types().filter((type) => type === 'media_topology')).toHaveLength(1);
  });

  it.each([
    ['there is no node', []],
    ['the node takes no more', [node('one', true)]],
  ])('stays a mesh where %s, and goes when there is one', async (_why, nodes) => {
    const one = await meeting({ nodes: [] });
    for (const each of nodes) await rig.mediaNodes.renew(each);
    await grow(one);
    await sweepAll();
    expect(await topologyOf(one)).toMatchObject({ mode: 'mesh' });
    await rig.mediaNodes.renew(node('two'));
    rig.clock.advance(1000);
    await sweepAll();
    expect((await one.host.client.next('media_topology')).payload).toMatchObject({ mode: 'sfu', nodeId: 'two' });
  });

  it('goes back when it has been small for ten seconds, and not before', async () => {
    const one = await meeting();
    const [ben, caro] = await grow(one);
    await one.host.client.next('media_topology');
    for (const { client } of [ben, caro]) client.send('leave_room', {});
    await one.host.client.next('user_left');
    await one.host.client.next('user_left');
    await sweepAll();
    rig.clock.advance(9000);
    await sweepAll();
    expect(await topologyOf(one)).toMatchObject({ mode: 'sfu' });
    await rig.mediaNodes.renew(node('one'));
    rig.clock.advance(1000);
    await sweepAll();
    expect((await one.host.client.next('media_topology')).payload).toMatchObject({ mode: 'mesh', nodeId: null });
  });

  it.each([
    ['to another node', ['two'], { mode: 'sfu', nodeId: 'two' }],
    ['to a mesh where there is none', [], { mode: 'mesh', nodeId: null }],
  ])('goes %s when the lease of its own has run out', async (_where, others, expected) => {
    const one = await meeting();
    await grow(one);
    await one.host.client.next('media_topology');
    rig.clock.advance(MEDIA_LEASE_MS);
    for (const id of others) await rig.mediaNodes.renew(node(id));
    await sweepAll();
    expect(await topologyOf(one)).toMatchObject({ nodeId: 'one' });
    rig.clock.advance(2500);
    await sweepAll();
    expect((await one.host.client.next('media_topology')).payload).toMatchObject(expected);
  });

  it('leaves its node within seconds where that ended without a word, and not where it is slow', async () => {
    const one = await meeting({ nodes: ['one', 'two'] });
    await grow(one);
    const { nodeId } = (await one.host.client.next('media_topology')).payload;
    const other = nodeId === 'one' ? 'two' : 'one';
    const deafen = await rig.mediaNodes.receive(nodeId ?? '', () => {});
    const secondsUntilMoved = async () => {
      for (let seconds = 1; seconds <= 20; seconds += 1) {
        rig.clock.advance(1000);
        await rig.mediaNodes.renew(node(other));
        await sweepAll();
        if ((await topologyOf(one))?.nodeId === other) return seconds;
      }
      return null;
    };
    // The longest that a node was slow here and was not left.
    rig.clock.advance(MEDIA_LEASE_MS - 1);
    await rig.mediaNodes.renew(node(other));
    await sweepAll();
    await rig.mediaNodes.renew(node(nodeId ?? ''));
    await deafen();
    expect(await secondsUntilMoved()).toBeLessThanOrEqual(6);
  });

  it('stays where its hub could not see who lives, and sees it as of then', async () => {
    const one = await meeting();
    await grow(one);
    await one.host.client.next('media_topology');
    rig.clock.advance(MEDIA_LEASE_MS);
    await sweepAll();
    const blind = vi.spyOn(rig.mediaNodes, 'live').mockRejectedValue(new Error('no connection'));
    for (let seconds = 0; seconds < 20; seconds += 1) {
      rig.clock.advance(1000);
      await sweepAll();
    }
    blind.mockRestore();
    rig.clock.advance(1000);
    await sweepAll();
    await rig.mediaNodes.renew(node('one'));
    rig.clock.advance(1000);
    await sweepAll();
    expect(await topologyOf(one)).toMatchObject({ nodeId: 'one' });
  });
});

async function refusalOf(room: Meeting['room'], name: string): Promise<string> {
  const { client } = await rig.knock(room, name);
  return (await client.next('error')).payload.code;
}

describe('the places of a meeting', () => {
  it('are those of a mesh while no node lives', async () => {
    rig = await HubRig.start({ settings: { meshMaxParticipants: 2, roomMaxParticipants: 3 } });
    const { room } = await rig.meeting();
    await rig.join(room, 'Ben');
    expect(await refusalOf(room, 'Caro')).toBe('room_full');
    await rig.mediaNodes.renew(node('one'));
    rig.clock.advance(1000);
    await rig.join(room, 'Dan');
    expect(await refusalOf(room, 'Eva')).toBe('room_full');
  });
});
