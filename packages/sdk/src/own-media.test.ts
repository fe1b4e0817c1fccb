import type { MediaState } from '@cline-meet/protocol';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { MediaWire } from './media-client.ts';
import { ann, at, bob, event, notice, resumed, room, roomId, snapshot } from './room-fixtures.ts';
import { fakeMedia, fakeTrack, joinedRig, sessionRig, settled } from './session-rig.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const { connectionId } = bob;
const savedPlace = { roomId, connectionId, resumeToken: 'resume-token-of-bob' };
const off: MediaState = { microphone: false, camera: false };
const muteBob = (seq: number) => event(seq, 'mute_user', { connectionIds: [connectionId], byName: 'Ann' });
const seenAs = (state: Partial<MediaState>) => ({ participants: [ann, { ...bob, ...state }] });

describe('publishing', () => {
  test('a device goes to the peers and to the room', async () => {
    const { session, server, media } = await joinedRig({ media: off }, seenAs(off));
    const track = fakeTrack();
    let done = false;
    void session.publish('microphone', track).then(() => {
      done = true;
    });
    expect(media[0]?.publish).toHaveBeenLastCalledWith('microphone', track);
    expect(server.last('media_state').payload).toEqual({ microphone: true, camera: false });
    await server.acknowledges('media_state');
    expect(done).toBe(true);
  });

  test('another track of the same device is no news to the room', async () => {
    const { session, server, media } = await joinedRig();
    const track = fakeTrack();
    await session.publish('camera', track);
    expect(media[0]?.publish).toHaveBeenLastCalledWith('camera', track);
    expect(server.received('media_state')).toEqual([]);
  });

  test('what is published before entering is sent once inside', async () => {
    const { session, server, media } = sessionRig({ media: off });
    const track = fakeTrack();
    await session.publish('camera', track);
    session.join();
    await server.opens();
    expect(server.last('join_room').payload.media).toEqual({ microphone: false, camera: true });
    await server.sends(notice('room_joined', snapshot(seenAs({ microphone: false }))));
    expect(media[0]?.publish.mock.calls).toEqual([['camera', track]]);
    expect(server.received('media_state')).toEqual([]);
  });

  test('a device turned on in the waiting room is announced at the door', async () => {
    const { session, server } = sessionRig({ media: off });
    session.join();
    await server.opens();
    await server.sends(notice('room_waiting', { connectionId, resumeToken: savedPlace.resumeToken }));
    await session.publish('microphone', fakeTrack());
    expect(server.received('media_state')).toEqual([]);
    await server.sends(notice('room_joined', snapshot(seenAs(off))));
    expect(server.last('media_state').payload).toEqual({ microphone: true, camera: false });
  });

  test('the room refusing it rejects', async () => {
    const { session, server, events } = await joinedRig({ media: off }, seenAs(off));
    const outcome = session.publish('microphone', fakeTrack()).catch((error: unknown) => error);
    await server.sends(notice('error', { code: 'rate_limited', message: 'x' }, server.last('media_state').id));
    expect(await outcome).toMatchObject({ code: 'rate_limited' });
    expect(events).toEqual([{ type: 'command_failed', command: 'media_state', code: 'rate_limited' }]);
  });
});

describe('a forced mute', () => {
  test('stops the microphone at once, without a word to the room', async () => {
    const { session, server, media, events } = await joinedRig();
    await session.publish('microphone', fakeTrack());
    await server.sends(muteBob(11));
    expect(media[0]?.publish).toHaveBeenLastCalledWith('microphone', null);
    expect(events).toEqual([{ type: 'muted_by_host', byName: 'Ann' }]);
    await session.publish('microphone', null);
    expect(server.received('media_state')).toEqual([]);
  });

  test('is not undone by an announcement that crossed it on the way', async () => {
    const { session, server } = await joinedRig(
      { media: { microphone: true, camera: false } },
      seenAs({ camera: false }),
    );
    void session.publish('camera', fakeTrack());
    expect(server.last('media_state').payload).toEqual({ microphone: true, camera: true });
    await server.sends(muteBob(11));
    expect(server.last('media_state').payload).toEqual({ microphone: false, camera: true });
  });

  test('is not undone by an announcement that was done long after it was given up', async () => {
    const { session, server } = await joinedRig({ media: off }, seenAs(off));
    void session.publish('microphone', fakeTrack());
    await vi.advanceTimersByTimeAsync(10_000);
    await server.sends(muteBob(11));
    expect(server.received('media_state')).toHaveLength(1);
    await server.sends(event(12, 'participant_state', { connectionId, change: { microphone: true } }));
    expect(server.received('media_state')).toHaveLength(2);
    expect(server.last('media_state').payload).toEqual(off);
    await server.sends(event(13, 'participant_state', { connectionId, change: { microphone: false } }));
    expect(server.received('media_state')).toHaveLength(2);
  });

  test('while away holds after coming back, and the camera goes on', async () => {
    const { session, server, media, events } = await joinedRig();
    await session.publish('microphone', fakeTrack());
    await server.breaks();
    await server.opens();
    await server.sends(resumed(10, 1), muteBob(11));
    expect(media[0]?.publish).toHaveBeenLastCalledWith('microphone', null);
    expect(events.map(({ type }) => type)).toEqual(['muted_by_host', 'reconnected']);
    expect(server.received('media_state')).toEqual([]);
  });

  test('while away holds where a snapshot tells of it', async () => {
    const { session, server, media } = await joinedRig();
    await session.publish('microphone', fakeTrack());
    await server.breaks();
    await server.opens();
    await server.sends(notice('room_joined', snapshot({ resync: true, ...seenAs({ microphone: false }) })));
    expect(media[0]?.publish).toHaveBeenLastCalledWith('microphone', null);
    expect(server.received('media_state')).toEqual([]);
  });
});

describe('the record of a participant who comes back', () => {
  test('decides over what a reloaded page remembers', async () => {
    const { session, server, media } = sessionRig({ savedPlace, media: { microphone: true, camera: true } });
    await session.publish('microphone', fakeTrack());
    session.join();
    await server.opens();
    await server.sends(notice('room_joined', snapshot(seenAs({ microphone: false }))));
    expect(media[0]?.publish).toHaveBeenLastCalledWith('microphone', null);
    expect(server.received('media_state')).toEqual([]);
    await server.breaks();
    await server.opens();
    expect(server.last('join_room').payload.media).toEqual({ microphone: false, camera: true });
  });

  test('learns what the person turned off meanwhile', async () => {
    const { session, server } = await joinedRig();
    await server.breaks();
    await session.publish('camera', null);
    await server.opens();
    await server.sends(resumed(10, 0));
    expect(server.last('media_state').payload).toEqual({ microphone: true, camera: false });
  });

  test('learns what a lost socket swallowed, and nobody is bothered with it', async () => {
    const { session, server, events } = await joinedRig();
    const published = session.publish('camera', null);
    await server.breaks();
    await published;
    expect(events).toEqual([]);
    await server.opens();
    await server.sends(resumed(10, 0));
    expect(server.last('media_state').payload).toEqual({ microphone: true, camera: false });
  });

  test('learns what the person turned on meanwhile', async () => {
    const { session, server, media } = await joinedRig({ media: off }, seenAs(off));
    await server.breaks();
    await session.publish('microphone', fakeTrack());
    await server.opens();
    await server.sends(resumed(10, 0));
    expect(server.last('media_state').payload).toEqual({ microphone: true, camera: false });
    expect(media[0]?.publish).not.toHaveBeenCalledWith('microphone', null);
  });

  test('is not turned on by off and on again while a host muted', async () => {
    const { session, server, media } = await joinedRig();
    await server.breaks();
    await session.publish('microphone', null);
    await session.publish('microphone', fakeTrack());
    await server.opens();
    await server.sends(notice('room_joined', snapshot({ resync: true, ...seenAs({ microphone: false }) })));
    expect(media[0]?.publish).toHaveBeenLastCalledWith('microphone', null);
    expect(server.received('media_state')).toEqual([]);
  });
});

describe('the screen', () => {
  test('is announced with its sound, and taken back once', async () => {
    const { session, server, media } = await joinedRig();
    void session.publish('screen_audio', fakeTrack());
    expect(server.received('screen_share')).toEqual([]);
    void session.publish('screen', fakeTrack());
    void session.publish('screen', null);
    void session.publish('screen_audio', null);
    await settled();
    expect(server.received('screen_share').map(({ payload }) => payload)).toEqual([
      { active: true, withAudio: true },
      { active: false, withAudio: false },
    ]);
    expect(media[0]?.publish).toHaveBeenCalledTimes(4);
  });

  test("the browser's own stop button ends it", async () => {
    const { session, server, media, events } = await joinedRig();
    const track = fakeTrack();
    void session.publish('screen', track);
    track.dispatchEvent(new Event('ended'));
    await settled();
    expect(events).toEqual([{ type: 'own_screen_share_ended' }]);
    expect(media[0]?.publish).toHaveBeenCalledWith('screen', null);
    expect(server.last('screen_share').payload).toEqual({ active: false, withAudio: false });
  });

  test('is announced again where the room lost it, and taken back where it is over', async () => {
    const { session, server } = await joinedRig();
    void session.publish('screen', fakeTrack());
    await server.breaks();
    await server.opens();
    await server.sends(resumed(10, 0));
    expect(server.last('screen_share').payload).toEqual({ active: true, withAudio: false });
    await server.sends(event(11, 'screen_share', { connectionId, screenShare: { startedAt: at, withAudio: false } }));

    await server.breaks();
    await session.publish('screen', null);
    await server.opens();
    await server.sends(resumed(11, 0));
    expect(server.last('screen_share').payload).toEqual({ active: false, withAudio: false });
  });
});

describe('signals', () => {
  const description = {
    sdp: 'v=0',
    generation: 1,
    sources: {},
    senderIncarnation: 0,
    targetIncarnation: 0,
    topologyId: 'mesh-1',
  };
  const offer = {
    type: 'webrtc_offer',
    roomId,
    timestamp: at,
    senderUserId: ann.userId,
    senderConnectionId: ann.connectionId,
    targetConnectionId: connectionId,
    payload: description,
  };

  test('reach the media client, and its failures stay its own', async () => {
    const { session, server, media } = await joinedRig();
    media[0]?.signals.offerReceived.mockRejectedValueOnce(new Error('bad SDP'));
    await server.sendsRaw(JSON.stringify(offer));
    expect(media[0]?.signals.offerReceived).toHaveBeenCalledWith(ann.connectionId, description);
    expect(session.state.phase).toEqual({ name: 'joined' });
  });

  test('to who waits are not heard, and nothing goes out either', async () => {
    const { session, server, media } = sessionRig();
    session.join();
    await server.opens();
    await server.sends(notice('room_waiting', { connectionId, resumeToken: savedPlace.resumeToken }));
    await server.sendsRaw(JSON.stringify(offer));
    expect(media).toEqual([]);
  });

  test('of an encrypted room go out through a cipher, which is closed with the place', async () => {
    const cipher = { protect: vi.fn(), reveal: vi.fn(), close: vi.fn() };
    const createCipher = vi.fn(() => cipher);
    const given: unknown[] = [];
    const createMedia = ({ cipher: theirs }: MediaWire) => {
      given.push(theirs);
      return fakeMedia();
    };
    const { session } = await joinedRig({ createMedia, createCipher }, { room: { ...room, encrypted: true } });
    expect(createCipher.mock.calls).toEqual([[connectionId]]);
    expect(given).toEqual([cipher]);
    expect(cipher.close).not.toHaveBeenCalled();
    session.leave();
    expect(cipher.close).toHaveBeenCalledOnce();
  });

  test('stay here where the room is encrypted and there is no cipher', async () => {
    const { session, media } = await joinedRig({}, { room: { ...room, encrypted: true } });
    await session.publish('camera', fakeTrack());
    expect(media).toEqual([]);
  });

  test('without media the session is signalling only', async () => {
    const { session, server } = await joinedRig({ createMedia: null });
    await server.sendsRaw(JSON.stringify(offer));
    expect(session.remoteMedia.size).toBe(0);
    void session.publish('camera', null);
    expect(server.last('media_state').payload).toEqual({ microphone: true, camera: false });
  });
});
