/** `npm run bench -- relay`: what it takes to pass on a signal as it came, beside parsing, checking and serialising it anew. */
import { decodeClientMessage } from '@cline-meet/protocol';
import { sampleCandidate, sampleSdp } from '../../apps/loadtest/src/bot/sample-sdp.ts';
import { readPlainSignal } from '../../apps/server/src/hub/plain-signal.ts';
import { textFrame, textOf } from '../../apps/server/src/lib/websocket/frames.ts';
import { relayed } from '../../apps/server/src/room/relay.ts';
import { newcomer, ticketRoom } from '../../apps/server/src/room/room-fixtures.ts';
import { pinGenerator } from '../cores.ts';
import { roundsOr } from '../sizes.ts';
import { spread } from '../statistics.ts';

const ROUNDS = roundsOr(9);
const TIMES = 20_000;
const { roomId } = ticketRoom();
const { connectionId, userId } = newcomer('Hanako');
const { connectionId: targetConnectionId } = newcomer('Ken');
const actor = { roomId, userId, connectionId };
const about = { senderIncarnation: 0, targetIncarnation: 0, topologyId: roomId };
const timestamp = new Date(0).toISOString();

/** A frame's payload, written as the sdk writes it. */
const written = (type: string, payload: object): Buffer =>
  Buffer.from(JSON.stringify({ type, roomId, payload: { ...payload, ...about }, targetConnectionId }));

const signals = [
  {
    name: 'offer',
    payload: written('webrtc_offer', {
      sdp: sampleSdp(0),
      generation: 1,
      sources: { 0: 'microphone', 1: 'camera' },
    }),
  },
  { name: 'candidate', payload: written('ice_candidate', { candidate: sampleCandidate(0, 0) }) },
];

/** From the bytes of a frame to those of the frame that the other gets. */
type Relay = (payload: Buffer) => Buffer;

const passOn: Relay = (payload) => {
  const signal = readPlainSignal(textOf(payload));
  if (!signal) throw new Error('not written as the sdk writes it');
  return textFrame(relayed(actor, signal, timestamp));
};

const serialiseAnew: Relay = (payload) => {
  const decoded = decodeClientMessage(textOf(payload));
  if (!decoded.ok) throw new Error(decoded.code);
  const { type, payload: content } = decoded.message;
  const stamps = { senderUserId: userId, senderConnectionId: connectionId, targetConnectionId, timestamp };
  return textFrame(JSON.stringify({ type, roomId, ...stamps, payload: content }));
};

const copy: Relay = (payload) => textFrame(textOf(payload));

/** CPU microseconds of one. */
function microsOf(relay: Relay, payload: Buffer): number {
  const before = process.cpuUsage();
  for (let time = 0; time < TIMES; time += 1) relay(payload);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / TIMES;
}

pinGenerator();
console.log(`
### CPU µs to pass on a signal, ${ROUNDS} rounds

| signal | as it came | parsed, checked and serialised anew | × | read and written only |
| --- | --- | --- | --- | --- |`);
for (const { name, payload } of signals) {
  const relays = [passOn, serialiseAnew, copy];
  for (const relay of relays) microsOf(relay, payload);
  const rounds = Array.from({ length: ROUNDS }, () => relays.map((relay) => microsOf(relay, payload)));
  const [own = [], anew = [], copied = []] = relays.map((_, index) =>
    rounds.map((round) => round[index] ?? Number.NaN),
  );
  const ratios = own.map((micros, round) => micros / (anew[round] ?? Number.NaN));
  console.log(
    `| ${name}, ${payload.length} bytes | ${[own, anew, ratios, copied].map((each) => spread(each)).join(' | ')} |`,
  );
}
