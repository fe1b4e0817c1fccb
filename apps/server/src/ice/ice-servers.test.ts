import { UserId } from '@cline-meet/protocol';
import { describe, expect, it } from 'vitest';
import { iceServersFor, stunServers } from './ice-servers.ts';

const userId = UserId.parse('7b0a3c1e-5f0d-4a53-9d0e-0e4a52a3b111');
const settings = { stunUrls: ['stun:stun.example.org'], turnUrls: ['turn:turn.example.org'], turnSecret: 'north' };

describe('iceServersFor', () => {
  it('gives a credential that the TURN server can check and that ends after ten minutes', () => {
    const [stun, turn] = iceServersFor(settings, userId, 1_700_000_000_000);
    expect(stun).toEqual({ urls: ['stun:stun.example.org'] });
    expect(turn).toEqual({
      urls: ['turn:turn.example.org'],
      username: `1700000600:${userId}`,
      credential: 'UuiXD/WMAHk4d0Q0KiYzHKe+pvc=',
    });
  });

  it('gives STUN alone where no TURN server is set', () => {
    expect(iceServersFor({ ...settings, turnUrls: [] }, userId, 0)).toEqual(stunServers(settings));
  });

  it('gives nothing where nothing is set', () => {
    expect(iceServersFor({ stunUrls: [], turnUrls: [], turnSecret: null }, userId, 0)).toEqual([]);
  });
});
