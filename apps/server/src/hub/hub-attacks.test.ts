import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { type ConnectionId, closeCodes, limits } from '@cline-meet/protocol';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ticketFor, ticketRoom } from '../room/room-fixtures.ts';
import { HubRig, type RigOptions } from './hub-rig.ts';

let rig: HubRig;
const start = async (options?: RigOptions) => {
  rig = await HubRig.start(options);
  return rig;
};
afterEach(() => rig.close());

const media = { microphone: true, camera: true };
const signal = { candidate: null, senderIncarnation: 0, targetIncarnation: 0, topologyId: 'mesh-1' };
const offer = {
  sdp: 'v=0',
  generation: 1,
  sources: {},
  senderIncarnation: 0,
  targetIncarnation: 0,
  topologyId: 'mesh-1',
};

describe('the upgrade', () => {
  it.each([
    ['another origin', { origin: 'http://evil.test' }, '403'],
    ['no origin', { origin: '' }, '403'],
    ['another subprotocol', { protocols: ['chat'] }, '400'],
    ['no subprotocol', { protocols: [] }, '400'],
  ])('refuses %s', async (_what, options, status) => {
    await start();
    await expect(rig.connect(ticketRoom().roomId, 0, options)).rejects.toThrow(status);
  });

  it('refuses a room that is no id, another path, and more sockets than it may hold', async () => {
    await start({ settings: { maxConnections: 1 } });
    await expect(rig.connect('../etc' as never)).rejects.toThrow('400');
    await expect(rig.connect(ticketRoom().roomId, 0, { path: '/other' })).rejects.toThrow('404');
    await rig.connect(ticketRoom().roomId);
    await expect(rig.connect(ticketRoom().roomId)).rejects.toThrow('503');
  });
});

describe('a socket without a place', () => {
  it.each(['chat_message', 'mute_user', 'leave_room', 'ping', 'end_room'] as const)('may not send %s', async (type) => {
    const { room, host } = await (await start()).meeting();
    const raw = await rig.connect(room.roomId);
    const payload = { chat_message: { text: 'x' }, mute_user: { scope: 'everyone' } }[type as 'chat_message'] ?? {};
    raw.send(type, payload, { id: 'm' });
    expect(await raw.next('error')).toMatchObject({ id: 'm', payload: { code: 'not_joined' } });
    await host.client.settled();
    expect(host.client.types()).toEqual(['room_joined', 'waiting_list']);
  });

  it('needs a ticket that is good, unused, and of this room', async () => {
    const { room, host } = await (await start()).meeting();
    const elsewhere = rig.ticket(ticketFor(ticketRoom(), 'Eve'));
    for (const ticket of ['forged', host.claims.ticketId, elsewhere]) {
      const raw = await rig.connect(room.roomId);
      raw.send('join_room', { ticket, media });
      expect((await raw.next('error')).payload.code).toBe('ticket_invalid');
      expect(await raw.closed).toBe(closeCodes.ticketInvalid.code);
    }
  });

  it('cannot take a place with a wrong token, nor with a right one in another room', async () => {
    const { room, host } = await (await start()).meeting();
    const guessed = `${host.snapshot.connectionId}.${'A'.repeat(43)}`;
    for (const [roomId, token] of [
      [room.roomId, guessed],
      [room.roomId, 'no token of this house'],
      [ticketRoom().roomId, host.snapshot.resumeToken],
    ] as const) {
      const raw = await rig.resume(roomId, { token, epoch: host.snapshot.epoch, lastSeq: 0 });
      expect((await raw.next('error')).payload.code).toBe('resume_expired');
      expect(await raw.closed).toBe(closeCodes.resumeExpired.code);
    }
    await host.client.settled();
    expect(host.client.socket.readyState).toBe(host.client.socket.OPEN);
  });

  it('falls back to the ticket where the token is no longer good', async () => {
    const { room } = await (await start()).meeting();
    const raw = await rig.connect(room.roomId);
    const resume = { token: `${randomUUID()}.${'A'.repeat(43)}` };
    raw.send('join_room', { resume, ticket: rig.ticket(ticketFor(room, 'Ken')), media });
    expect((await raw.next('room_joined')).payload.participants).toHaveLength(2);
  });
});

describe('a person in the waiting room', () => {
  it('receives nothing while the room is busy, and may send nothing but ping and leave_room', async () => {
    const { room, host } = await (await start()).meeting({ waitingRoom: true });
    const { client } = await rig.knock(room, 'Eve');
    const { connectionId } = (await client.next('room_waiting')).payload;
    const ken = await rig.join(room, 'Ken', { isHost: true });
    host.client.send('chat_message', { text: 'secret' }, { id: 'm1' });
    host.client.send('screen_share', { active: true, withAudio: false });
    host.client.send('room_settings', { locked: true });
    host.client.send('reaction', { emoji: '👍' });
    host.client.send('webrtc_offer', offer, { targetConnectionId: connectionId, id: 'c' });
    host.client.send('ice_candidate', signal, { targetConnectionId: connectionId });
    expect((await host.client.next('error')).payload.code).toBe('target_not_found');
    await ken.client.settled();
    client.send('chat_message', { text: 'let me in' }, { id: 'x1' });
    client.send('ice_candidate', signal, { targetConnectionId: host.snapshot.connectionId, id: 'x2' });
    client.send('admit_user', { scope: 'everyone', decision: 'admit' }, { id: 'x3' });
    client.send('reaction', { emoji: '👍' }, { id: 'x4' });
    for (const id of ['x1', 'x2', 'x3', 'x4']) {
      expect(await client.next('error')).toMatchObject({ id, payload: { code: 'not_joined' } });
    }
    await client.settled();
    expect(client.types()).toEqual(['room_waiting', 'error', 'error', 'error', 'error']);
    expect(JSON.stringify(client.received)).not.toMatch(/turn:|secret|Hanako/);
    client.send('leave_room');
    expect(await client.closed).toBe(closeCodes.left.code);
    expect(await rig.store.waitingList(room.roomId)).toEqual([]);
  });
});

describe('a guest', () => {
  const commands = (target: ConnectionId) =>
    [
      ['mute_user', { scope: 'participant' }, target],
      ['mute_user', { scope: 'everyone' }, undefined],
      ['remove_user', {}, target],
      ['admit_user', { scope: 'everyone', decision: 'admit' }, undefined],
      ['room_settings', { locked: true }, undefined],
      ['end_room', {}, undefined],
    ] as const;

  it('has host commands refused, forged stamps or not, and nothing happens', async () => {
    const { room, host } = await (await start()).meeting();
    const eve = await rig.join(room, 'Eve');
    const forged = { senderUserId: host.claims.userId, senderConnectionId: host.snapshot.connectionId, role: 'host' };
    for (const [type, payload, targetConnectionId] of commands(host.snapshot.connectionId)) {
      eve.client.send(type, payload, { ...forged, targetConnectionId, id: 'x' });
      expect((await eve.client.next('error')).payload.code).toBe('forbidden');
    }
    await host.client.settled();
    expect(host.client.types()).toEqual(['room_joined', 'waiting_list', 'user_joined']);
  });

  it('cannot write the stamps: sender, seq and time are the server’s', async () => {
    const { room, host } = await (await start()).meeting();
    const eve = await rig.join(room, 'Eve');
    const forged = { senderUserId: host.claims.userId, seq: 999, timestamp: '1999-01-01T00:00:00.000Z' };
    eve.client.send('chat_message', { text: 'I am Hanako', name: 'Hanako' }, { ...forged, id: 'm1' });
    const chat = await host.client.next('chat_message');
    expect(chat).toMatchObject({
      seq: eve.snapshot.seq + 1,
      senderUserId: eve.claims.userId,
      payload: { name: 'Eve' },
    });
    expect(chat.timestamp).not.toMatch(/^1999/);
  });

  it('cannot act on another room than its own, nor join twice', async () => {
    const { room } = await (await start()).meeting();
    const eve = await rig.join(room, 'Eve');
    eve.client.send('chat_message', { text: 'x' }, { id: 'm', roomId: ticketRoom().roomId });
    expect((await eve.client.next('error')).payload.code).toBe('not_joined');
    eve.client.send('join_room', { ticket: rig.ticket(ticketFor(room, 'Eve')), media });
    expect((await eve.client.next('error')).payload.code).toBe('already_joined');
  });

  it('finds no one to signal outside the room, and not itself', async () => {
    const { room } = await (await start()).meeting();
    const other = await rig.meeting();
    const eve = await rig.join(room, 'Eve');
    for (const target of [other.host.snapshot.connectionId, eve.snapshot.connectionId]) {
      eve.client.send('webrtc_offer', offer, { targetConnectionId: target });
      expect((await eve.client.next('error')).payload.code).toBe('target_not_found');
    }
  });

  it('is refused at a locked or a full room, with the reason', async () => {
    const { room, host } = await (await start({ settings: { roomMaxParticipants: 1 } })).meeting();
    expect(await (await rig.knock(room, 'Eve')).client.closed).toBe(closeCodes.roomFull.code);
    host.client.send('room_settings', { locked: true });
    await host.client.settled();
    expect(await (await rig.knock(room, 'Eve')).client.closed).toBe(closeCodes.roomLocked.code);
  });

  it('cannot be a host that removes hosts', async () => {
    const { room, host } = await (await start()).meeting();
    const second = await rig.join(room, 'Second', { isHost: true });
    second.client.send('remove_user', {}, { targetConnectionId: host.snapshot.connectionId });
    expect((await second.client.next('error')).payload.code).toBe('forbidden');
  });
});

describe('frames', () => {
  it('over the limit, or binary, close the socket', async () => {
    const { room } = await (await start()).meeting();
    const [big, binary] = [await rig.join(room, 'Big'), await rig.join(room, 'Binary')];
    big.client.socket.send('x'.repeat(limits.clientFrameBytes + 1));
    expect(await big.client.closed).toBe(1009);
    binary.client.socket.send(Buffer.from('{}'));
    expect(await binary.client.closed).toBe(closeCodes.badMessage.code);
  });

  it('that are no message are answered, and closed when they go on', async () => {
    const { room } = await (await start()).meeting();
    const { client } = await rig.join(room, 'Eve');
    const garbage = [
      '{',
      'null',
      '[]',
      '{"type":1}',
      '{"type":"__proto__"}',
      '{"type":"dance","id":"d"}',
      '{"type":"ping"}',
    ];
    for (const frame of garbage) client.socket.send(frame);
    const codes = [];
    for (const _ of garbage) codes.push((await client.next('error')).payload.code);
    expect(codes.map((code) => code === 'unknown_type')).toEqual([false, false, false, false, true, true, false]);
    for (let count = 0; count < 20; count += 1) client.socket.send('{');
    expect(await client.closed).toBe(closeCodes.badMessage.code);
  });

  it('in a flood are refused with the time to wait, then closed; others see no more than the limit', async () => {
    const { room, host } = await (await start()).meeting();
    const { client } = await rig.join(room, 'Eve');
    for (let count = 0; count < 100; count += 1) client.send('chat_message', { text: 'spam' }, { id: `m${count}` });
    expect((await client.next('error')).payload).toMatchObject({ code: 'rate_limited', retryAfterMs: 1000 });
    expect(await client.closed).toBe(closeCodes.rateLimited.code);
    await host.client.settled();
    expect(host.client.types().filter((type) => type === 'chat_message')).toHaveLength(10);
  });

  it('that nobody reads are not hoarded: the slow reader is closed', async () => {
    const { room, host } = await (await start()).meeting();
    const slow = await rig.join(room, 'Slow');
    slow.client.socket.pause();
    const offer = {
      sdp: 'x'.repeat(90_000),
      generation: 1,
      sources: {},
      senderIncarnation: 0,
      targetIncarnation: 0,
      topologyId: 'mesh-1',
    };
    const targetConnectionId = slow.snapshot.connectionId;
    for (let round = 0; round < 500 && !host.client.types().includes('participant_state'); round += 1) {
      host.client.send('webrtc_offer', offer, { targetConnectionId });
      await host.client.settled();
    }
    expect((await host.client.next('participant_state')).payload.change.connection).toBe('reconnecting');
    expect(await rig.pod().registry.metrics()).toContain('websocket_closes_total{reason="slowReader"} 1');
    // It does not hear of that either, and would keep its end open.
    const { server } = rig.pod();
    const openSockets = promisify(server.getConnections.bind(server));
    await vi.waitFor(async () => expect(await openSockets()).toBe(1), 5000);
    slow.client.socket.terminate();
  });
});

describe('more who come in at once than the pod takes', () => {
  const crowd = async () => {
    // The host is one of the four.
    const { room, host } = await (await start({ settings: { joinsPerSecond: 4 } })).meeting();
    for (const name of ['Ann', 'Ben', 'Cleo']) await rig.join(room, name);
    return { room, host };
  };

  it('are refused without effect, each with a time of their own, and their tickets stay good', async () => {
    const { room, host } = await crowd();
    const refused = [await rig.knock(room, 'Dan'), await rig.knock(room, 'Eve')];
    const answers = await Promise.all(refused.map(({ client }) => client.next('error')));
    expect(answers.map(({ payload }) => [payload.code, payload.retryAfterMs])).toEqual([
      ['unavailable', 250],
      ['unavailable', 500],
    ]);
    expect(await Promise.all(refused.map(({ client }) => client.closed))).toEqual([4529, 4529]);
    await host.client.settled();
    expect(host.client.types().filter((type) => type === 'user_joined')).toHaveLength(3);
    expect(await rig.pod().registry.metrics()).toContain('hub_joins_put_off_total 2');

    rig.clock.advance(250);
    const again = await rig.connect(room.roomId);
    again.send('join_room', { ticket: refused[0]?.claims.ticketId, media });
    expect((await again.next('room_joined')).payload.participants).toHaveLength(5);
  });

  it('may be people who come back: their places are kept meanwhile', async () => {
    const { room, host } = await crowd();
    const { resumeToken: token, epoch, seq: lastSeq, connectionId } = host.snapshot;
    const early = await rig.resume(room.roomId, { token, epoch, lastSeq });
    expect((await early.next('error')).payload.code).toBe('unavailable');
    await host.client.settled();
    rig.clock.advance(1000);
    const back = await rig.resume(room.roomId, { token, epoch, lastSeq });
    expect((await back.next('room_resumed')).payload.connectionId).toBe(connectionId);
  });

  it('are not those who have nothing good to show: forgers take nobody’s turn', async () => {
    const { room } = await (await start({ settings: { joinsPerSecond: 2 } })).meeting();
    const forged = { token: 'f'.repeat(40), epoch: 'e', lastSeq: 1 };
    for (const join of [{ ticket: 'forged' }, { resume: forged }, { ticket: 'forged', resume: forged }]) {
      const raw = await rig.connect(room.roomId);
      raw.send('join_room', { ...join, media });
      expect(['ticket_invalid', 'resume_expired']).toContain((await raw.next('error')).payload.code);
      await raw.closed;
    }
    await rig.join(room, 'Ann');
  });
});
