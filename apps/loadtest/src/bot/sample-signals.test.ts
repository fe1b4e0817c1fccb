import { ConnectionId, type Participant, SessionDescription } from '@cline-meet/protocol';
import { expect, it } from 'vitest';
import { Recorder } from '../measure/recorder.ts';
import { sampleCandidate, sampleSdp, sentAt } from './sample-sdp.ts';
import { SampleSignals } from './sample-signals.ts';

const id = (digit: number) => ConnectionId.parse(`00000000-0000-4000-8000-00000000000${digit}`);
const person = (digit: number) => ({ connectionId: id(digit), incarnation: digit }) as Participant;

function rig() {
  const sent: [string, ConnectionId, object][] = [];
  const recorder = new Recorder();
  const signals = new SampleSignals(
    {
      sendOffer: (to, description) => sent.push(['offer', to, description]),
      sendAnswer: (to, description) => sent.push(['answer', to, description]),
      sendCandidate: (to, candidate) => sent.push(['candidate', to, candidate]),
    },
    recorder,
    () => 1234.5,
  );
  const kinds = (to: ConnectionId) => sent.filter(([, other]) => other === to).map(([kind]) => kind);
  return { signals, recorder, sent, kinds };
}

it('describes a session at the size that browsers do, in a form that the protocol takes', () => {
  const sdp = sampleSdp(1234.5);
  expect(sdp.length).toBeGreaterThan(2700);
  expect(sdp.length).toBeLessThan(3500);
  const description = { sdp, generation: 1, sources: { 0: 'microphone' }, topologyId: 'one' };
  const incarnations = { senderIncarnation: 0, targetIncarnation: 0 };
  expect(SessionDescription.safeParse({ ...description, ...incarnations }).success).toBe(true);
  expect(sentAt(sdp)).toBe(1234.5);
  expect(sentAt(sampleCandidate(3, 99).candidate)).toBe(99);
  expect(sentAt('v=0')).toBeNull();
});

it('offers to who was there before, once, and to nobody who comes later', () => {
  const { signals, sent, kinds } = rig();
  signals.setParticipants(id(2), [person(1), person(2), person(3)]);
  signals.setParticipants(id(2), [person(1), person(2), person(3), person(4)]);
  expect(kinds(id(1))).toEqual(['offer', ...Array.from({ length: 9 }, () => 'candidate')]);
  expect(kinds(id(3)).concat(kinds(id(4)))).toEqual([]);
  expect(sent[0]?.[2]).toMatchObject({ senderIncarnation: 2, targetIncarnation: 1 });
  expect(sent.at(-1)?.[2]).toMatchObject({ candidate: null });
});

it('offers anew to who left and came back before it did', () => {
  const { signals, kinds } = rig();
  signals.setParticipants(id(2), [person(1), person(2)]);
  signals.setParticipants(id(2), [person(2)]);
  signals.setParticipants(id(2), [person(1), person(2)]);
  expect(kinds(id(1)).filter((kind) => kind === 'offer')).toHaveLength(2);
});

it('answers an offer, and measures how long signals were under way', async () => {
  const { signals, recorder, kinds } = rig();
  signals.setParticipants(id(1), [person(1), person(2)]);
  const description = { sdp: sampleSdp(1200), generation: 1, sources: {}, senderIncarnation: 2, targetIncarnation: 1 };
  await signals.offerReceived(id(2), description);
  expect(kinds(id(2))).toEqual(['answer', ...Array.from({ length: 9 }, () => 'candidate')]);
  const { histograms, counts } = recorder.drain();
  expect(histograms.signal?.maxMs).toBe(34.5);
  expect(counts).toEqual({ arrived: 1, signalled: 10 });
});
