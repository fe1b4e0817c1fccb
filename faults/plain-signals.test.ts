import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readPlainSignal } from '../apps/server/src/hub/plain-signal.ts';
import { FakePeerConnection } from '../packages/sdk/src/mesh/fake-peer-connection.ts';
import { MeshClient } from '../packages/sdk/src/mesh/mesh-client.ts';
import { joinedRig } from '../packages/sdk/src/session-rig.ts';

class FakeMediaStream {
  addTrack(): void {}
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('MediaStream', FakeMediaStream);
});
afterEach(() => {
  vi.useRealTimers();
});

it('what the sdk sends in a mesh is what the hub passes on without parsing it', async () => {
  const connections: FakePeerConnection[] = [];
  const createPeerConnection = () => {
    const connection = new FakePeerConnection();
    connections.push(connection);
    return connection as unknown as RTCPeerConnection;
  };
  const { sockets } = await joinedRig({
    createMedia: ({ signals }) => new MeshClient(signals, { createPeerConnection }),
  });
  for (const connection of connections) {
    connection.addTransceiver('video');
    connection.onicecandidate?.({
      candidate: { candidate: 'candidate:1 1 udp 1 ::1 9', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'abcd' },
    });
    connection.onicecandidate?.({ candidate: null });
  }
  await vi.advanceTimersByTimeAsync(1000);
  const signals = sockets.flatMap(({ sent }) => sent).filter((frame) => /"type":"(webrtc_|ice_)/.test(frame));
  const types = new Set(signals.map((frame) => JSON.parse(frame).type));
  expect(types).toEqual(new Set(['webrtc_offer', 'ice_candidate']));
  for (const frame of signals) expect(readPlainSignal(frame), frame).not.toBeNull();
});
