import { UserId } from '@cline-meet/protocol';
import { describe, expect, it } from 'vitest';
import { createIceServers, type IceSettings } from './ice-servers.ts';

const userId = UserId.parse('7b0a3c1e-5f0d-4a53-9d0e-0e4a52a3b111');
const settings: IceSettings = {
  stunUrls: ['stun:stun.example.org'],
  turnUrls: ['turn:turn.example.org'],
  turnSecret: 'north',
  transportPolicy: 'all',
};
const stun = { urls: ['stun:stun.example.org'] };
const clock = { now: () => 1_700_000_000_000 };

describe('the ICE servers of a person', () => {
  it('come with a credential that the TURN server can check and that ends after ten minutes', () => {
    const ice = createIceServers(settings, clock);
    const turn = {
      urls: ['turn:turn.example.org'],
      username: `1700000600:${userId}`,
      credential: 'UuiXD/WMAHk4d0Q0KiYzHKe+pvc=',
    };
    expect(ice.ttlSeconds).toBe(600);
    expect(ice.forUser(userId)).toEqual({ iceServers: [stun, turn], iceTransportPolicy: 'all', ttlSeconds: 600 });
  });

  it('say for how long where the lifetime is another', () => {
    const { iceServers, ttlSeconds } = createIceServers(settings, clock, 4).forUser(userId);
    expect([iceServers[1]?.username, ttlSeconds]).toEqual([`1700000004:${userId}`, 4]);
  });

  it('are STUN alone where no TURN server is set, and nothing that ends', () => {
    const ice = createIceServers({ ...settings, turnUrls: [] }, clock);
    expect(ice.forUser(userId)).toEqual({ iceServers: [stun], iceTransportPolicy: 'all' });
    expect(ice.ttlSeconds).toBeNull();
  });

  it('are none where nothing is set', () => {
    const ice = createIceServers({ ...settings, stunUrls: [], turnUrls: [] }, clock);
    expect(ice.forUser(userId).iceServers).toEqual([]);
  });
});

describe('the ICE servers of anyone', () => {
  it('are without a credential, and tell that the relay must be used', () => {
    const ice = createIceServers({ ...settings, transportPolicy: 'relay' }, clock);
    expect(ice.forAnyone()).toEqual({ iceServers: [stun], iceTransportPolicy: 'relay' });
    expect(ice.forUser(userId)).toMatchObject({ iceTransportPolicy: 'relay' });
  });
});
