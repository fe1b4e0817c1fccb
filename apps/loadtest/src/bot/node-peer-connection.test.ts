import { afterEach, expect, it } from 'vitest';
import { NodePeerConnection } from './node-peer-connection.ts';

const open: NodePeerConnection[] = [];
afterEach(async () => {
  for (const connection of open.splice(0)) await connection.close();
});

/** Where it would ask for its address as others see it. */
function stunServerOf(...urls: string[]) {
  const connection = new NodePeerConnection({ iceServers: urls.map((url) => ({ urls: url })) }, () => {});
  open.push(connection);
  return connection.addTransceiver('audio').dtlsTransport.iceTransport.connection.stunServer;
}

it('asks the STUN server that is named, and none of its own choice', () => {
  expect(stunServerOf('stun:127.0.0.1:3478')).toEqual(['127.0.0.1', 3478]);
  expect(stunServerOf('turn:127.0.0.1:3478')).toBeUndefined();
  expect(stunServerOf()).toBeUndefined();
});
