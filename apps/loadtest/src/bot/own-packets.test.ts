import { afterEach, expect, it } from 'vitest';
import { type RTCDtlsTransport, RTCRtpCodecParameters, RTCRtpSender, type RtpHeader } from 'werift';
import { giveOwnPackets } from './own-packets.ts';
import { SampleTrack } from './sample-track.ts';

const senders: RTCRtpSender[] = [];
afterEach(() => {
  for (const sender of senders.splice(0)) sender.stop();
});

/** A sender whose packets come to nobody, and what their heads were. */
function sending(sample: SampleTrack) {
  const heads: RtpHeader[] = [];
  const transport = {
    state: 'connected',
    onStateChange: { subscribe: () => ({ unSubscribe: () => {} }) },
    sendRtp: async (_payload: Buffer, head: RtpHeader) => heads.push(head),
  };
  const sender = new RTCRtpSender(sample.track);
  senders.push(sender);
  sender.setDtlsTransport(transport as unknown as RTCDtlsTransport);
  const codecs = [new RTCRtpCodecParameters({ mimeType: 'audio/opus', clockRate: 48_000, payloadType: 111 })];
  sender.prepareSend({ codecs, headerExtensions: [] });
  let sent = 0;
  giveOwnPackets(sender, () => (sent += 1), [{ id: 7, payload: Buffer.of(30) }]);
  return { sender, heads, sent: () => sent };
}

const gapsIn = (heads: readonly RtpHeader[]) =>
  heads.slice(1).filter((head, index) => head.sequenceNumber !== ((heads[index]?.sequenceNumber ?? 0) + 1) % 2 ** 16);

it('two senders of one track have heads of their own, with what is to be in each', () => {
  const sample = new SampleTrack('microphone', 0);
  const [one, other] = [sending(sample), sending(sample)];
  sample.send(100);
  for (const { heads, sender, sent } of [one, other]) {
    expect(heads.map(({ ssrc }) => ssrc)).toEqual(Array(5).fill(sender.ssrc));
    expect(heads.map(({ extensions }) => extensions.map(({ id }) => id))).toEqual(Array(5).fill([7]));
    expect(sent()).toBe(5);
  }
});

it('numbers have no gap, however many times a microphone was off and a source unwanted', async () => {
  const sample = new SampleTrack('microphone', 0);
  const { sender, heads, sent } = sending(sample);
  sample.send(100);
  await sender.replaceTrack(null);
  sample.send(200);
  const back = sender.replaceTrack(sample.track);
  sample.send(300);
  await back;
  sender.setParameters({ encodings: [{ active: false }] });
  sample.send(400);
  sender.setParameters({ encodings: [{ active: true }] });
  sample.send(500);
  expect(heads).toHaveLength(15);
  expect(sent()).toBe(15);
  expect(gapsIn(heads)).toEqual([]);
  // The time goes on meanwhile.
  expect(heads.at(-1)?.timestamp).toBe(24 * 960);
});
