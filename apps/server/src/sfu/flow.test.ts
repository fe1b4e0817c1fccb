import type { types } from 'mediasoup';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Flow } from './flow.ts';
import { loopback, opus, SSRC, startTestWorker } from './worker-fixture.ts';

let worker: types.Worker;
let producer: types.Producer;
let flow: Flow;

beforeEach(async () => {
  worker = await startTestWorker();
  const router = await worker.createRouter({ mediaCodecs: [opus] });
  const transport = await router.createPlainTransport({ listenInfo: loopback });
  producer = await transport.produce({
    kind: 'audio',
    paused: true,
    rtpParameters: {
      codecs: [{ mimeType: 'audio/opus', payloadType: 100, clockRate: 48_000, channels: 2 }],
      encodings: [{ ssrc: SSRC }],
    },
  });
  flow = new Flow(producer);
});
afterEach(() => worker.close());

/** As the worker has it, which is what counts. */
async function isPaused(): Promise<boolean> {
  return (await producer.dump()).paused;
}

describe('a flow', { timeout: 20_000 }, () => {
  it('stands again where it is stopped while it begins: a mute overtakes no unmute', async () => {
    await Promise.all([flow.set(true), flow.set(false)]);
    expect(await isPaused()).toBe(true);
  });

  it('goes on where it is wanted again while it is stopped', async () => {
    await flow.set(true);
    await Promise.all([flow.set(false), flow.set(true)]);
    expect(await isPaused()).toBe(false);
  });

  it('has nothing to do for a stream that ends, before or meanwhile', async () => {
    const asked = flow.set(true);
    producer.close();
    await expect(asked).resolves.toBeUndefined();
    await expect(flow.set(false)).resolves.toBeUndefined();
  });
});
