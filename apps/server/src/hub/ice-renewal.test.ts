import { limits } from '@cline-meet/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { HubRig, ICE_TTL_SECONDS } from './hub-rig.ts';
import type { HubTestClient } from './hub-test-client.ts';

const HALF_LIFE_MS = (ICE_TTL_SECONDS * 1000) / 2;

let rig: HubRig;
const start = async (hubs: number) => {
  rig = await HubRig.start({ hubs });
  return rig;
};
afterEach(() => rig.close());

/** Time passes for clients that ping as they should. */
async function pass(ms: number, ...clients: HubTestClient[]): Promise<void> {
  for (let left = ms; left > 0; left -= limits.pingIntervalMs) {
    rig.clock.advance(Math.min(left, limits.pingIntervalMs));
    await Promise.all(clients.map((client) => client.settled()));
  }
  await Promise.all(rig.pods.map(({ hub }) => hub.sweep()));
  await Promise.all(clients.map((client) => client.settled()));
}

const renewals = (client: HubTestClient) => client.received.filter(({ type }) => type === 'ice_servers').length;

describe.each([1, 2])('TURN credentials, with %i hub(s)', (hubs) => {
  const other = hubs - 1;

  it('are renewed when half of their life is over, again and again, for those inside', async () => {
    const { room, host } = await (await start(hubs)).meeting();
    const ken = await rig.join(room, 'Ken', {}, other);
    await pass(HALF_LIFE_MS - 1000, host.client, ken.client);
    expect([renewals(host.client), renewals(ken.client)]).toEqual([0, 0]);
    for (const round of [1, 2, 3]) {
      await pass(round === 1 ? 1000 : HALF_LIFE_MS, host.client, ken.client);
      expect([renewals(host.client), renewals(ken.client)]).toEqual([round, round]);
    }
    const { payload } = await ken.client.next('ice_servers');
    expect(payload).toMatchObject({ iceTransportPolicy: 'relay', ttlSeconds: ICE_TTL_SECONDS });
    expect(payload.iceServers[0]?.username).toBe(ken.claims.userId);
    expect(payload.iceServers[0]?.credential).not.toBe(ken.snapshot.iceServers[0]?.credential);
  });

  it('are not given to who waits; after the admission they are, and are renewed', async () => {
    const { room, host } = await (await start(hubs)).meeting({ waitingRoom: true });
    const { client } = await rig.knock(room, 'Ken', {}, other);
    await client.next('room_waiting');
    await pass(2 * HALF_LIFE_MS, host.client, client);
    expect(renewals(host.client)).toBeGreaterThan(0);
    expect(new Set(client.types())).toEqual(new Set(['room_waiting']));
    host.client.send('admit_user', { scope: 'everyone', decision: 'admit' });
    const { payload } = await client.next('room_joined');
    expect(payload).toMatchObject({ iceTransportPolicy: 'relay', ttlSeconds: ICE_TTL_SECONDS });
    await pass(HALF_LIFE_MS - 1000, host.client, client);
    expect(renewals(client)).toBe(0);
    await pass(1000, host.client, client);
    expect(renewals(client)).toBe(1);
  });

  it('begin anew with a return, on another pod too', async () => {
    const { room, host } = await (await start(hubs)).meeting();
    const ken = await rig.join(room, 'Ken');
    await pass(HALF_LIFE_MS - 1000, host.client, ken.client);
    ken.client.socket.terminate();
    const { resumeToken: token, epoch, seq: lastSeq } = ken.snapshot;
    const back = await rig.resume(room.roomId, { token, epoch, lastSeq }, other);
    expect((await back.next('room_resumed')).payload).toMatchObject({ ttlSeconds: ICE_TTL_SECONDS });
    await pass(HALF_LIFE_MS - 1000, host.client, back);
    expect(renewals(back)).toBe(0);
    await pass(1000, host.client, back);
    expect(renewals(back)).toBe(1);
  });

  it('are not given to who comes back into the waiting room', async () => {
    const { room, host } = await (await start(hubs)).meeting({ waitingRoom: true });
    const first = await rig.knock(room, 'Ken');
    const { resumeToken: token } = (await first.client.next('room_waiting')).payload;
    const back = await rig.resume(room.roomId, { token }, other);
    await back.next('room_waiting');
    await pass(2 * HALF_LIFE_MS, host.client, back);
    expect(new Set(back.types())).toEqual(new Set(['room_waiting']));
  });
});
