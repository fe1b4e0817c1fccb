import type { ConnectionId, IceConfiguration, Participant } from '@cline-meet/protocol';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { MediaSignals } from '../media-client.ts';
import type { TimerId } from '../timers.ts';
import { FakePeerConnection, fakeTrack } from './fake-peer-connection.ts';
import { MeshClient } from './mesh-client.ts';

type Signal = { to: ConnectionId; deliver: (client: MeshClient) => Promise<void> };

const ana = '00000000-0000-4000-8000-00000000000a' as ConnectionId;
const ben = '00000000-0000-4000-8000-00000000000b' as ConnectionId;
const cem = '00000000-0000-4000-8000-00000000000c' as ConnectionId;

function participant(connectionId: ConnectionId, incarnation = 0): Participant {
  return { connectionId, incarnation } as Participant;
}

const incarnations = { senderIncarnation: 0, targetIncarnation: 0 };

/** Lets everything that needs no signal and no timer run its course. */
const settle = () => new Promise<void>((resolve) => setTimeout(resolve));

/** A client whose signals wait in `sent`, and whose timers run when told. */
class Side {
  readonly connections: FakePeerConnection[] = [];
  sent: Signal[] = [];
  offers = 0;
  readonly #timers = new Map<number, () => void>();
  #lastTimer = 0;
  readonly client: MeshClient;

  constructor(id: ConnectionId) {
    const send = (to: ConnectionId, deliver: Signal['deliver']) => this.sent.push({ to, deliver });
    const signals: MediaSignals = {
      sendOffer: (to, offer) => {
        this.offers += 1;
        send(to, (client) => client.offerReceived(id, offer));
      },
      sendAnswer: (to, answer) => send(to, (client) => client.answerReceived(id, answer)),
      sendCandidate: (to, candidate) => send(to, (client) => client.candidateReceived(id, candidate)),
    };
    this.client = new MeshClient(signals, {
      createPeerConnection: (configuration) => {
        const connection = new FakePeerConnection(configuration);
        this.connections.push(connection);
        return connection as unknown as RTCPeerConnection;
      },
      timers: {
        setTimeout: (callback) => {
          this.#timers.set(++this.#lastTimer, callback);
          return this.#lastTimer as unknown as TimerId;
        },
        clearTimeout: (timer) => this.#timers.delete(timer as unknown as number),
      },
    });
  }

  get connection(): FakePeerConnection {
    const connection = this.connections.at(-1);
    if (!connection) throw new Error('no connection');
    return connection;
  }

  ring(): void {
    const due = [...this.#timers.values()];
    this.#timers.clear();
    for (const callback of due) callback();
  }

  take(): Signal[] {
    const sent = this.sent;
    this.sent = [];
    return sent;
  }
}

/** The polite one. */
let a: Side;
let b: Side;

/** Delivers, in order per sender, until nobody has anything to say. */
async function exchange(pickA: () => boolean = () => true): Promise<void> {
  for (let step = 0; step < 400; step += 1) {
    await settle();
    const from = pickA() ? [a, b] : [b, a];
    const sender = from.find(({ sent }) => sent.length > 0);
    const signal = sender?.sent.shift();
    if (!signal) return;
    // As from a socket: nobody waits until the one is worked off.
    void signal.deliver(signal.to === ana ? a.client : b.client);
  }
  throw new Error('the two never agree');
}

function meet(): void {
  a.client.setParticipants(ana, [participant(ana)]);
  a.client.setParticipants(ana, [participant(ana), participant(ben)]);
  b.client.setParticipants(ben, [participant(ana), participant(ben)]);
}

const sourcesOf = (side: Side, of: ConnectionId) => Object.keys(side.client.remote.get(of)?.tracks ?? {}).sort();

beforeEach(() => {
  vi.stubGlobal('MediaStream', class {});
  a = new Side(ana);
  b = new Side(ben);
});

describe('two clients', () => {
  it('offer in turn, the newcomer first, and know each other by source', async () => {
    meet();
    await settle();
    expect([a.connections.length, b.connections.length]).toEqual([0, 1]);
    await exchange();
    expect([sourcesOf(a, ben), sourcesOf(b, ana)]).toEqual([
      ['camera', 'microphone'],
      ['camera', 'microphone'],
    ]);
    expect([a.offers, b.offers]).toEqual([1, 1]);
  });

  it('mute and unmute without another offer', async () => {
    meet();
    await exchange();
    const microphone = fakeTrack('audio');
    await b.client.publish('microphone', microphone);
    await b.client.publish('microphone', null);
    await b.client.publish('microphone', microphone);
    await exchange();
    expect(b.connection.transceivers.map(({ sender }) => sender.track)).toContain(microphone);
    expect(b.offers).toBe(1);
  });

  it('tell a screen from a camera, and share it again without another offer', async () => {
    meet();
    await exchange();
    await b.client.publish('screen', fakeTrack('video'));
    await exchange();
    expect(sourcesOf(a, ben)).toEqual(['camera', 'microphone', 'screen']);
    const offers = b.offers;
    await b.client.publish('screen', null);
    await b.client.publish('screen', fakeTrack('video'));
    await exchange();
    expect(b.offers).toBe(offers);
  });

  it('that offer at once agree on a new connection of the polite one, and no candidate is lost', async () => {
    a.client.setParticipants(ana, [participant(ana), participant(ben)]);
    b.client.setParticipants(ben, [participant(ana), participant(ben)]);
    await settle();
    const [offer] = b.take();
    const candidate = { candidate: 'c', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'u' };
    // Right behind the offer, which is not worked off by then.
    const handled = [offer?.deliver(a.client), a.client.candidateReceived(ben, { candidate, ...incarnations })];
    await Promise.all(handled);
    await exchange();
    expect(a.connections.map(({ signalingState }) => signalingState)).toEqual(['closed', 'stable']);
    expect(a.connection.candidates).toEqual([candidate]);
    expect(b.connections).toHaveLength(1);
    expect([sourcesOf(a, ben), sourcesOf(b, ana)]).toEqual([
      ['camera', 'microphone'],
      ['camera', 'microphone'],
    ]);
  });

  it.each(Array.from({ length: 40 }, (_, seed) => seed))('agree whatever crosses on the way (%i)', async (seed) => {
    let state = seed + 1;
    const random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    // Both arrive at once, so that each offers first.
    a.client.setParticipants(ana, [participant(ana), participant(ben)]);
    b.client.setParticipants(ben, [participant(ana), participant(ben)]);
    for (const source of ['screen', 'screen_audio'] as const) {
      await exchangeSome(random);
      for (const side of [a, b]) {
        await side.client.publish(source, fakeTrack(source === 'screen' ? 'video' : 'audio'));
        side.client.restartIce();
      }
    }
    await exchange(() => random() < 0.5);
    const all = ['camera', 'microphone', 'screen', 'screen_audio'];
    expect([sourcesOf(a, ben), sourcesOf(b, ana)]).toEqual([all, all]);
    expect([a.connection.signalingState, b.connection.signalingState]).toEqual(['stable', 'stable']);
  });
});

async function exchangeSome(random: () => number): Promise<void> {
  for (let left = Math.floor(random() * 6); left > 0; left -= 1) {
    await settle();
    const signal = (random() < 0.5 ? a : b).sent.shift();
    if (signal) void signal.deliver(signal.to === ana ? a.client : b.client);
  }
}

describe('signals', () => {
  it('that come before the news of their sender are held for it', async () => {
    a.client.setParticipants(ana, [participant(ana)]);
    b.client.setParticipants(ben, [participant(ana), participant(ben)]);
    await exchange();
    expect(a.connections).toHaveLength(0);
    a.client.setParticipants(ana, [participant(ana), participant(ben)]);
    await exchange();
    expect(sourcesOf(a, ben)).toEqual(['camera', 'microphone']);
  });

  it('that got lost are made good for by another offer', async () => {
    meet();
    await settle();
    b.take();
    b.ring();
    await exchange();
    expect(sourcesOf(b, ana)).toEqual(['camera', 'microphone']);
    expect(b.offers).toBe(2);
  });

  it('that answer an earlier offer than the last are dropped', async () => {
    meet();
    await settle();
    for (const { deliver } of b.take()) await deliver(a.client);
    await settle();
    const [lateAnswer] = a.take();
    b.ring();
    await settle();
    await lateAnswer?.deliver(b.client);
    expect(b.connection.signalingState).toBe('have-local-offer');
    await exchange();
    expect(b.connection.signalingState).toBe('stable');
    expect(sourcesOf(b, ana)).toEqual(['camera', 'microphone']);
  });

  it('of an earlier page load are dropped', async () => {
    meet();
    await settle();
    const stale = b.take();
    a.client.setParticipants(ana, [participant(ana), participant(ben, 1)]);
    for (const { deliver } of stale) await deliver(a.client);
    expect(a.connections).toHaveLength(0);
  });

  it('hold candidates until there is a description for them', async () => {
    meet();
    await settle();
    const candidate = { candidate: 'c', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'u' };
    await b.client.candidateReceived(ana, { candidate, ...incarnations });
    expect(b.connection.candidates).toEqual([]);
    await exchange();
    expect(b.connection.candidates).toEqual([candidate]);
  });
});

describe('a reloaded page', () => {
  it('is known by its offer, even before the news; older news change nothing', async () => {
    meet();
    await exchange();
    const first = a.connection;
    b = new Side(ben);
    b.client.setParticipants(ben, [participant(ana), participant(ben, 1)]);
    await exchange();
    expect(first.signalingState).toBe('closed');
    a.client.setParticipants(ana, [participant(ana), participant(ben, 0)]);
    a.client.setParticipants(ana, [participant(ana), participant(ben, 1)]);
    await exchange();
    expect(a.connections).toHaveLength(2);
    expect([sourcesOf(a, ben), sourcesOf(b, ana)]).toEqual([
      ['camera', 'microphone'],
      ['camera', 'microphone'],
    ]);
  });

  it('is waited for where the news come first', async () => {
    meet();
    await exchange();
    a.client.setParticipants(ana, [participant(ana), participant(ben, 1)]);
    expect(a.connection.signalingState).toBe('closed');
    expect(a.client.remote.has(ben)).toBe(false);
    expect(a.connections).toHaveLength(1);
  });
});

describe('a connection', () => {
  it('that fails, or stays interrupted, restarts ICE; one that heals does not', async () => {
    meet();
    await exchange();
    b.connection.become('connected');
    b.connection.become('disconnected');
    expect(b.client.remote.get(ana)?.status).toBe('interrupted');
    b.connection.become('connected');
    b.ring();
    expect(b.connection.restarts).toBe(0);
    b.connection.become('disconnected');
    b.ring();
    b.connection.become('failed');
    b.ring();
    expect(b.connection.restarts).toBe(2);
  });

  it('to who left is closed, and stays while who is there reconnects', async () => {
    meet();
    await exchange();
    a.client.setParticipants(ana, [participant(ana), { ...participant(ben), connection: 'reconnecting' }]);
    expect(a.connection.signalingState).toBe('stable');
    a.client.setParticipants(ana, [participant(ana)]);
    expect(a.connection.signalingState).toBe('closed');
    expect(a.client.remote.size).toBe(0);
  });
});

describe('new TURN credentials', () => {
  const given = (username: string): IceConfiguration => ({
    iceServers: [{ urls: ['stun:stun.test'] }, { urls: ['turn:turn.test'], username, credential: 'c' }],
    iceTransportPolicy: 'relay',
    ttlSeconds: 600,
  });
  const { iceServers, iceTransportPolicy } = given('second');
  const second = { bundlePolicy: 'max-bundle', iceServers, iceTransportPolicy };

  it('are for the connections there are, without an offer, and for those that come', async () => {
    a.client.configureIce(given('first'));
    meet();
    await exchange();
    const offers = a.offers;
    a.client.configureIce(given('second'));
    await exchange();
    expect(a.connection.configuration).toEqual(second);
    expect([a.connection.restarts, a.offers, a.connections.length]).toEqual([0, offers, 1]);
    a.client.setParticipants(ana, [participant(ana), participant(ben), participant(cem)]);
    await a.client.offerReceived(cem, { sdp: '[]', generation: 1, sources: {}, ...incarnations });
    expect(a.connections).toHaveLength(2);
    expect(a.connection.configuration).toEqual(second);
  });
});
