import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BlurClient } from './blur-client.ts';
import type { Frame, FromBlurWorker, ToBlurWorker } from './blur-messages.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const frame = () => ({ close: vi.fn() }) as unknown as Frame;

function rig() {
  const asked: ToBlurWorker[] = [];
  const worker = {
    onmessage: (_: { data: FromBlurWorker }) => {},
    onerror: (_: { message: string }) => {},
    postMessage: (message: ToBlurWorker) => asked.push(message),
    terminate: vi.fn(),
  };
  const client = new BlurClient(worker as unknown as Worker);
  return { worker, asked, client, answers: (data: FromBlurWorker) => worker.onmessage({ data }) };
}

describe('the page end of a blur worker', () => {
  it('gives each the answer to its own question', async () => {
    const { client, asked, answers } = rig();
    const [first, second] = [client.blur(frame(), 0.1), client.blur(frame(), 0.2)];
    expect(asked).toMatchObject([
      { type: 'blur', share: 0.1 },
      { type: 'blur', share: 0.2 },
    ]);
    const [ofFirst, ofSecond] = [frame(), frame()];
    answers({ type: 'blurred', id: asked[1]?.id ?? 0, frame: ofSecond });
    answers({ type: 'blurred', id: asked[0]?.id ?? 0, frame: ofFirst });
    expect(await Promise.all([first, second])).toEqual([ofFirst, ofSecond]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('fails all that waits with the first failure, and whatever comes after', async () => {
    const { worker, client, asked, answers } = rig();
    const waiting = [client.blur(frame(), 0.1), client.wait(30)].map((each) => each.catch(String));
    answers({ type: 'failed', id: asked[0]?.id ?? 0, reason: 'no WebGL' });
    expect(await Promise.all(waiting)).toEqual(['Error: no WebGL', 'Error: no WebGL']);
    expect(worker.terminate).toHaveBeenCalled();
    const late = frame();
    await expect(client.blur(late, 0.1)).rejects.toThrow('no WebGL');
    expect(late.close).toHaveBeenCalled();
    expect(asked).toHaveLength(2);
  });

  it('fails where the worker cannot be loaded', async () => {
    const { worker, client } = rig();
    const blurred = client.blur(frame(), 0.1);
    worker.onerror({ message: '' });
    await expect(blurred).rejects.toThrow('cannot be loaded');
  });

  it('fails where no answer comes', async () => {
    const { worker, client } = rig();
    const outcome = client.blur(frame(), 0.1).catch(String);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await outcome).toBe('Error: the worker does not answer');
    expect(worker.terminate).toHaveBeenCalled();
  });

  it('lets a picture go that nobody waits for any more', async () => {
    const { client, asked, answers } = rig();
    const outcome = client.blur(frame(), 0.1).catch(String);
    client.close();
    expect(await outcome).toBe('Error: closed');
    const late = frame();
    answers({ type: 'blurred', id: asked[0]?.id ?? 0, frame: late });
    expect(late.close).toHaveBeenCalledOnce();
  });
});
