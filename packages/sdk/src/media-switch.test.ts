import type { ConnectionId, IceConfiguration, MediaTopology, Participant, ServerMessage } from '@cline-meet/protocol';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { MediaClient } from './media-client.ts';
import { MediaSwitch } from './media-switch.ts';
import { ann, at, bob, roomId } from './room-fixtures.ts';
import { fakeMedia } from './session-rig.ts';
import type { RemoteMedia } from './session-state.ts';
import { platformTimers } from './timers.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const mesh: MediaTopology = { mode: 'mesh', id: 'mesh-1', nodeId: null };
const sfu: MediaTopology = { mode: 'sfu', id: 'sfu-1', nodeId: 'node-1' };
const meshAgain: MediaTopology = { mode: 'mesh', id: 'mesh-2', nodeId: null };
const everyone: Participant[] = [
  { ...ann, camera: true, microphone: true },
  { ...bob, camera: true, microphone: true },
];

type Remote = ReadonlyMap<ConnectionId, RemoteMedia>;

/** A media client whose remote media the test sets. One of a media node has no signals for others. */
function scriptedClient({ mode }: MediaTopology) {
  let tell = () => {};
  const { signals, ...media } = fakeMedia();
  const client = {
    ...media,
    ...(mode === 'mesh' && { signals }),
    remote: new Map() as Remote,
    speakers: [] as readonly ConnectionId[],
    show: vi.fn<NonNullable<MediaClient['show']>>(),
    newsReceived: vi.fn<NonNullable<MediaClient['newsReceived']>>(),
    nodesChanged: vi.fn<NonNullable<MediaClient['nodesChanged']>>(),
    // As real ones do.
    setParticipants: vi.fn<MediaClient['setParticipants']>(() => tell()),
    subscribe: (listener: () => void) => {
      tell = listener;
      return () => {};
    },
    brings(remote: Remote) {
      client.remote = remote;
      tell();
    },
  };
  return client;
}

function rig() {
  const clients = new Map<string, ReturnType<typeof scriptedClient>[]>();
  const changed = vi.fn();
  const switched = vi.fn();
  const tracks = new Map();
  const media = new MediaSwitch({
    self: bob.connectionId,
    create: (topology) => {
      const { id } = topology;
      const client = scriptedClient(topology);
      clients.set(id, [...(clients.get(id) ?? []), client]);
      return client;
    },
    tracks,
    timers: platformTimers,
    changed,
    switched,
  });
  const client = ({ id }: MediaTopology, index = -1) => {
    const found = clients.get(id)?.at(index);
    if (!found) throw new Error(`no client was made for ${id}`);
    return found;
  };
  return { media, client, clients, changed, switched, tracks };
}

const track = (kind: 'audio' | 'video', muted = false) => ({ kind, muted }) as MediaStreamTrack;

/** What Ann sends, as one client brings it. */
function fromAnn(parts: { muted?: boolean; status?: RemoteMedia['status']; camera?: boolean } = {}): Remote {
  const { muted = false, status = 'connected', camera = true } = parts;
  const tracks = { microphone: track('audio'), ...(camera && { camera: track('video', muted) }) };
  return new Map([[ann.connectionId, { tracks, status }]]);
}

/** In a mesh where Ann is seen and heard. */
function running() {
  const all = rig();
  all.media.arrange(mesh);
  all.media.setParticipants(everyone);
  const seen = fromAnn();
  all.client(mesh).brings(seen);
  return { ...all, seen };
}

function offer(topologyId: string): ServerMessage<'webrtc_offer'> {
  const payload = { sdp: 'v=0', generation: 1, sources: {}, senderIncarnation: 0, targetIncarnation: 0, topologyId };
  const { userId: senderUserId, connectionId: senderConnectionId } = ann;
  return {
    type: 'webrtc_offer',
    roomId,
    senderUserId,
    senderConnectionId,
    targetConnectionId: bob.connectionId,
    timestamp: at,
    payload,
  };
}

describe('nodes that come and go', () => {
  const spread: MediaTopology = { ...sfu, relays: ['node-2', 'node-3'] };

  test('are told to the client of that arrangement, which is kept', () => {
    const { media, client, clients } = rig();
    media.arrange(spread);
    media.setParticipants(everyone);
    media.arrange({ ...sfu, relays: ['node-3'] });
    media.arrange(sfu);
    expect(client(sfu).nodesChanged.mock.calls).toEqual([[['node-1', 'node-3']], [['node-1']]]);
    expect(client(sfu).restartIce).not.toHaveBeenCalled();
    expect(clients.get(sfu.id)).toHaveLength(1);
  });

  test('are told to the next client alone while it is tried', () => {
    const { media, client } = rig();
    media.arrange(mesh);
    media.setParticipants(everyone);
    client(mesh).brings(fromAnn());
    media.arrange(spread);
    media.arrange(sfu);
    expect(client(sfu).nodesChanged.mock.calls).toEqual([[['node-1']]]);
    expect(client(mesh).nodesChanged).not.toHaveBeenCalled();
  });
});

describe('a change of the arrangement', () => {
  test('is not seen before all comes by the next', () => {
    const { media, client, switched, seen } = running();
    media.arrange(sfu);
    expect(media.remote).toBe(seen);
    client(sfu).brings(fromAnn({ status: 'connecting' }));
    client(sfu).brings(fromAnn({ camera: false }));
    client(sfu).brings(fromAnn({ muted: true }));
    expect(media.remote).toBe(seen);
    const next = fromAnn();
    client(sfu).brings(next);
    expect(media.remote).toBe(next);
    expect(switched.mock.calls).toEqual([[{ outcome: 'switched', mode: 'sfu' }]]);
  });

  test('sees a picture begin that nobody tells of', () => {
    const { media, client } = running();
    media.arrange(sfu);
    const picture = { kind: 'video', muted: true };
    const tracks = { microphone: track('audio'), camera: picture as MediaStreamTrack };
    const next: Remote = new Map([[ann.connectionId, { tracks, status: 'connected' }]]);
    client(sfu).brings(next);
    expect(media.remote).not.toBe(next);
    picture.muted = false;
    vi.advanceTimersByTime(200);
    expect(media.remote).toBe(next);
  });

  test('keeps the former a while for those who have not changed over', () => {
    const { media, client } = running();
    media.arrange(sfu);
    client(sfu).brings(fromAnn());
    expect(client(mesh).close).not.toHaveBeenCalled();
    vi.advanceTimersByTime(5000);
    expect(client(mesh).close).toHaveBeenCalledOnce();
    expect(client(sfu).close).not.toHaveBeenCalled();
  });

  test('waits for nothing that does not come now, or is off, or is not on the screen', () => {
    const { media, client, switched } = running();
    media.setParticipants([{ ...ann, camera: true, microphone: false }, everyone[1] as Participant]);
    media.arrange(sfu);
    media.show(new Map());
    client(sfu).brings(new Map());
    expect(switched).toHaveBeenCalledWith({ outcome: 'switched', mode: 'sfu' });
  });

  test('does not wait for whoever does not come by the present one', () => {
    const { media, client } = running();
    client(mesh).brings(fromAnn({ status: 'failed' }));
    media.arrange(sfu);
    expect(media.remote).toBe(client(sfu).remote);
  });

  test('that fails with peers leaves the former, says why, and goes on: they hold connections to this very client', () => {
    const { media, client, clients, switched, seen } = running();
    media.arrange(meshAgain);
    vi.advanceTimersByTime(30_200);
    expect(media.remote).toBe(seen);
    expect(client(mesh).close).not.toHaveBeenCalled();
    const failed = { outcome: 'failed', mode: 'mesh', reason: expect.any(String) };
    expect(switched.mock.calls).toEqual([[failed], [failed]]);
    const next = fromAnn();
    client(meshAgain).brings(next);
    expect(clients.get(meshAgain.id)).toHaveLength(1);
    expect(client(meshAgain).close).not.toHaveBeenCalled();
    expect(media.remote).toBe(next);
    vi.advanceTimersByTime(60_000);
    expect(switched.mock.calls.slice(2)).toEqual([[{ outcome: 'switched', mode: 'mesh' }]]);
  });

  test('that fails with a media node leaves the former, says why, and is tried again by another client', () => {
    const { media, client, clients, switched, seen } = running();
    media.arrange(sfu);
    vi.advanceTimersByTime(15_000);
    expect(media.remote).toBe(seen);
    expect(client(sfu).close).toHaveBeenCalledOnce();
    expect(client(mesh).close).not.toHaveBeenCalled();
    expect(switched.mock.calls).toEqual([[{ outcome: 'failed', mode: 'sfu', reason: expect.any(String) }]]);
    vi.advanceTimersByTime(10_000);
    expect(clients.get(sfu.id)).toHaveLength(2);
    const next = fromAnn();
    client(sfu).brings(next);
    expect(media.remote).toBe(next);
  });

  test('that is overtaken by another one goes to that', () => {
    const { media, client } = running();
    media.arrange(sfu);
    media.arrange(meshAgain);
    expect(client(sfu).close).toHaveBeenCalledOnce();
    client(meshAgain).brings(fromAnn());
    expect(media.remote).toBe(client(meshAgain).remote);
    vi.advanceTimersByTime(60_000);
    expect(client(mesh).close).toHaveBeenCalledOnce();
  });

  test('tells the next client all that the former knew', async () => {
    const { media, client, tracks } = running();
    const camera = track('video');
    const ice: IceConfiguration = { iceServers: [], iceTransportPolicy: 'all' };
    const views = new Map([[ann.connectionId, { camera: 640 }]]);
    tracks.set('camera', camera);
    await media.publish('camera', camera);
    media.configureIce(ice);
    media.show(views);
    media.arrange(sfu);
    const next = client(sfu);
    expect(next.publish).toHaveBeenCalledWith('camera', camera);
    expect(next.configureIce).toHaveBeenCalledWith(ice);
    expect(next.show).toHaveBeenCalledWith(views);
    expect(next.setParticipants).toHaveBeenCalledWith(bob.connectionId, everyone);
  });
});

test('a client that changes while it is being told everything is no trouble', () => {
  const { media, client } = running();
  const next = client(mesh);
  expect(next.setParticipants).toHaveBeenCalled();
  media.arrange({ ...sfu, id: 'eager' });
  client({ ...sfu, id: 'eager' }).brings(fromAnn());
  expect(media.remote).toBe(client({ ...sfu, id: 'eager' }).remote);
});

describe('signals', () => {
  test('go to the client of their arrangement, whichever is shown', () => {
    const { media, client } = running();
    media.arrange(meshAgain);
    media.receive(offer(mesh.id));
    media.receive(offer(meshAgain.id));
    expect(client(mesh).signals?.offerReceived).toHaveBeenCalledOnce();
    expect(client(meshAgain).signals?.offerReceived).toHaveBeenCalledOnce();
  });

  test('of an arrangement that others heard of first wait for it; those of one that is over are dropped', () => {
    const { media, client } = running();
    media.arrange(sfu);
    media.receive(offer(meshAgain.id));
    media.receive(offer('long-over'));
    media.arrange(meshAgain);
    expect(client(meshAgain).signals?.offerReceived).toHaveBeenCalledOnce();
    expect(client(mesh).signals?.offerReceived).not.toHaveBeenCalled();
  });

  test('news of the media node go to the client of its arrangement', () => {
    const { media, client } = running();
    media.arrange(sfu);
    media.newsReceived(sfu.id, { news: 'speakers', connectionIds: [] });
    media.newsReceived('long-over', { news: 'speakers', connectionIds: [] });
    expect(client(sfu).newsReceived).toHaveBeenCalledOnce();
    expect(client(mesh).newsReceived).not.toHaveBeenCalled();
  });
});

test('who speaks is what the client was told that is shown', () => {
  const { media, client } = running();
  media.arrange(sfu);
  client(sfu).speakers = [ann.connectionId];
  expect(media.speakers).toEqual([]);
  client(sfu).brings(fromAnn());
  expect(media.mode).toBe('sfu');
  expect(media.speakers).toEqual([ann.connectionId]);
});

test('closing closes what is shown, what is to come and what lingers', () => {
  const { media, client } = running();
  media.arrange(sfu);
  client(sfu).brings(fromAnn());
  media.arrange(meshAgain);
  media.close();
  for (const topology of [mesh, sfu, meshAgain]) expect(client(topology).close).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(60_000);
  for (const topology of [mesh, sfu, meshAgain]) expect(client(topology).close).toHaveBeenCalledOnce();
});
