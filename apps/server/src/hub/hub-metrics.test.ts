import { afterEach, describe, expect, it } from 'vitest';
import { LossyBus } from '../bus/lossy-bus.ts';
import { MemoryBus } from '../bus/memory-bus.ts';
import type { Envelope } from '../room/envelope.ts';
import type { Bus } from '../room/ports.ts';
import { ticketRoom } from '../room/room-fixtures.ts';
import { HubRig, type RigOptions } from './hub-rig.ts';
import { CATCH_UP_TURNS } from './local-rooms.ts';

let rig: HubRig;
afterEach(() => rig.close());

async function start(options: RigOptions = {}) {
  rig = await HubRig.start(options);
  return rig;
}

/** The value of one series, as a scrape shows it; undefined where there is none. */
async function figure(series: string, pod = 0): Promise<number | undefined> {
  const lines = (await rig.pod(pod).registry.metrics()).split('\n');
  const line = lines.find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length));
}

/** As slow as `takeMs` says. */
class SlowBus extends MemoryBus {
  takeMs = 0;

  override async publish(...[roomId, envelope]: Parameters<Bus['publish']>): Promise<void> {
    rig.clock.advance(this.takeMs);
    await super.publish(roomId, envelope);
  }
}

describe('the figures of a pod', () => {
  it('show connections and their limit', async () => {
    const { room } = await (await start({ settings: { maxConnections: 7 } })).meeting();
    await rig.join(room, 'Ken');
    expect(await figure('websocket_connections')).toBe(2);
    expect(await figure('websocket_connections_limit')).toBe(7);
    expect(await figure('hub_rooms')).toBe(1);
  });

  it('hold what alerts wait for before anything happened', async () => {
    await start();
    expect(await figure('hub_join_seconds_bucket{le="2",outcome="answered"}')).toBe(0);
    expect(await figure('hub_join_seconds_count{outcome="failed"}')).toBe(0);
    expect(await figure('hub_resumes_total{outcome="resume_expired"}')).toBe(0);
    expect(await figure('hub_delivery_seconds_bucket{le="0.2"}')).toBe(0);
  });
});

describe('the time of a join', () => {
  it('runs from join_room to the answer, which the waiting room is too', async () => {
    await start();
    const enter = rig.store.enter.bind(rig.store);
    rig.store.enter = (...args) => {
      rig.clock.advance(3000);
      return enter(...args);
    };
    const room = ticketRoom({ waitingRoom: true });
    const { client } = await rig.knock(room, 'Ann');
    await client.next('room_waiting');
    await client.settled();
    expect(await figure('hub_join_seconds_bucket{le="2",outcome="answered"}')).toBe(0);
    expect(await figure('hub_join_seconds_sum{outcome="answered"}')).toBe(3);
  });

  it('is noted for a failure of the server, and not for a refusal, however many there are', async () => {
    const { room } = await (await start()).meeting();
    const stranger = await rig.connect(room.roomId);
    stranger.send('join_room', { ticket: 'forged', media: { microphone: false, camera: false } });
    await stranger.closed;
    rig.store.enter = () => Promise.reject(new Error('no store'));
    const { client } = await rig.knock(room, 'Ken');
    await client.closed;
    expect(await figure('hub_join_seconds_count{outcome="answered"}')).toBe(1);
    expect(await figure('hub_join_seconds_count{outcome="failed"}')).toBe(1);
    expect(await figure('hub_joins_total{outcome="failed"}')).toBe(1);
  });
});

describe('the time of a delivery', () => {
  it('is that which the bus took, once for each pod that has someone to deliver to', async () => {
    const bus = new SlowBus();
    const { room, host } = await (await start({ hubs: 2, bus })).meeting();
    const ken = await rig.join(room, 'Ken', {}, 1);
    await host.client.next('user_joined');
    const before = await figure('hub_delivery_seconds_count', 1);
    bus.takeMs = 300;
    host.client.send('chat_message', { text: 'hello' }, { id: 'm1' });
    await ken.client.next('chat_message');
    expect(await figure('hub_delivery_seconds_count', 1)).toBe(Number(before) + 1);
    expect(await figure('hub_delivery_seconds_bucket{le="0.2"}', 1)).toBe(before);
    expect(await figure('hub_delivery_seconds_sum', 1)).toBeCloseTo(0.3);
  });

  it('is that which it took to find an event that the bus lost', async () => {
    const bus = new LossyBus();
    const { room, host } = await (await start({ hubs: 2, bus })).meeting();
    const ken = await rig.join(room, 'Ken', {}, 1);
    await host.client.next('user_joined');
    bus.loses = (envelope: Envelope) => envelope.kind === 'event';
    host.client.send('chat_message', { text: 'lost' }, { id: 'm1' });
    await host.client.next('ack');
    rig.clock.advance(4000);
    for (let turn = 0; turn < CATCH_UP_TURNS; turn += 1) await rig.pod(1).hub.sweep();
    await ken.client.next('chat_message');
    expect(await figure('hub_delivery_seconds_sum', 1)).toBeCloseTo(4);
    expect(await figure('hub_healed_events_total', 1)).toBeGreaterThan(0);
  });

  it('is of a clock that is behind no less than nothing', async () => {
    const bus = new SlowBus();
    const { host } = await (await start({ bus })).meeting();
    await host.client.settled();
    bus.takeMs = -500;
    host.client.send('chat_message', { text: 'hello' }, { id: 'm1' });
    await host.client.next('chat_message');
    expect(await figure('hub_delivery_seconds_sum')).toBe(0);
  });
});

describe('reports of calls', () => {
  const noConnections = { host: 0, srflx: 0, prflx: 0, relay: 0, failed: 0 };
  const report = {
    mode: 'sfu',
    joinMs: 1400,
    connections: { host: 1, srflx: 0, prflx: 0, relay: 2, failed: 1 },
    playedMs: 60_000,
    freezeCount: 2,
    frozenMs: 1500,
    packetsReceived: 980,
    packetsLost: 20,
    roundTripMs: 40,
  };

  it('are counted, the first of each socket', async () => {
    const { client: host } = (await (await start()).meeting()).host;
    host.send('call_report', report);
    host.send('call_report', { ...report, freezeCount: 1000 });
    await host.settled();
    expect(await figure('call_reports_total{mode="sfu"}')).toBe(1);
    expect(await figure('call_connections_total{outcome="connected",path="relay"}')).toBe(2);
    expect(await figure('call_connections_total{outcome="failed",path="none"}')).toBe(1);
    expect(await figure('call_ways_total{way="none"}')).toBe(1);
    expect(await figure('call_freezes_total')).toBe(2);
    expect(await figure('call_frozen_seconds_total')).toBe(1.5);
    expect(await figure('call_join_seconds_bucket{le="1.5"}')).toBe(1);
    expect(await figure('call_loss_ratio_bucket{le="0.01"}')).toBe(0);
    expect(await figure('call_loss_ratio_bucket{le="0.02"}')).toBe(1);
    expect(await figure('call_round_trip_seconds_sum')).toBe(0.04);
  });

  it.each([
    ['none', { failed: 1, relay: 1, host: 1 }],
    ['relay', { relay: 1, host: 9000 }],
    ['direct', { srflx: 2 }],
    [null, {}],
  ])('count once, however many connections they name: %s', async (way, connections) => {
    const { client: host } = (await (await start()).meeting()).host;
    host.send('call_report', { ...report, connections: { ...noConnections, ...connections } });
    await host.settled();
    for (const each of ['none', 'relay', 'direct']) {
      expect(await figure(`call_ways_total{way="${each}"}`)).toBe(each === way ? 1 : 0);
    }
  });

  it.each([
    ['too much', { ...report, freezeCount: 1e12 }],
    ['less than nothing', { ...report, packetsLost: -1 }],
    ['no number', { ...report, roundTripMs: 'NaN' }],
    ['another way', { ...report, connections: { ...report.connections, relay: undefined } }],
  ])('that say %s are refused', async (_what, payload) => {
    const { client: host } = (await (await start()).meeting()).host;
    host.send('call_report', payload);
    expect((await host.next('error')).payload.code).toBe('invalid_message');
    expect(await figure('call_reports_total{mode="sfu"}')).toBe(0);
  });

  it('of who waits are refused', async () => {
    const { room } = await (await start()).meeting({ waitingRoom: true });
    const { client: guest } = await rig.knock(room, 'Ken');
    guest.send('call_report', report);
    expect((await guest.next('error')).payload.code).toBe('not_joined');
    expect(await figure('call_reports_total{mode="sfu"}')).toBe(0);
  });
});
