import { describe, expect, it, vi } from 'vitest';
import { BackgroundBlur } from './background-blur.ts';
import type { BlurClient } from './blur-client.ts';
import type { Frame } from './blur-messages.ts';

interface Deferred<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: Error) => void;
}

function deferred<T>(): Deferred<T> {
  let settle: Omit<Deferred<T>, 'promise'> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return Object.assign({ promise }, settle as Omit<Deferred<T>, 'promise'>);
}

const frame = (name: string) => ({ name, close: vi.fn() }) as unknown as Frame;
const settled = () => new Promise((resolve) => setTimeout(resolve));

/** Cameras whose frames come, and a worker that answers, when the test says so. */
function rig() {
  let nowMs = 0;
  const clients: { blurs: (Deferred<Frame> & { frame: Frame; share: number })[]; close: () => void }[] = [];
  const paths: { frames: Deferred<Frame | null>[]; shown: Frame[]; close: () => void; track: MediaStreamTrack }[] = [];
  const slow = vi.fn();
  const createClient = () => {
    const client = { blurs: [] as (typeof clients)[number]['blurs'], close: vi.fn() };
    clients.push(client);
    const blur = (given: Frame, share: number) => {
      const answer = Object.assign(deferred<Frame>(), { frame: given, share });
      client.blurs.push(answer);
      return answer.promise;
    };
    return Object.assign(client, { blur }) as unknown as BlurClient;
  };
  const openPath = () => {
    const path = { frames: [] as Deferred<Frame | null>[], shown: [] as Frame[], close: vi.fn() };
    const track = { of: paths.length } as unknown as MediaStreamTrack;
    const next = () => {
      path.frames.push(deferred());
      return path.frames.at(-1)?.promise ?? Promise.resolve(null);
    };
    paths.push(Object.assign(path, { track }));
    return { track, next, show: async (shown: Frame) => void path.shown.push(shown), close: path.close };
  };
  const blur = new BackgroundBlur(0.01, { createClient, openPath, now: () => nowMs, slow });
  const begin = () => {
    const run = new AbortController();
    const failed = vi.fn();
    const started = blur.effect({} as MediaStreamTrack, { signal: run.signal, failed });
    const outcome = started.then(
      (track) => track,
      (error: unknown) => String(error),
    );
    return { run, failed, outcome };
  };
  /** The camera's next frame is blurred, which takes this long. */
  const frames = async (count: number, tookMs = 10) => {
    for (let each = 0; each < count; each += 1) {
      paths.at(-1)?.frames.at(-1)?.resolve(frame('plain'));
      await settled();
      nowMs += tookMs;
      clients.at(-1)?.blurs.at(-1)?.resolve(frame('blurred'));
      await settled();
    }
  };
  return { blur, begin, frames, clients, paths, slow };
}

describe('a blurred background', () => {
  it('has a track as soon as the first blurred frame is in it, and no frame that is not blurred', async () => {
    const { begin, clients, paths, frames } = rig();
    const { outcome } = begin();
    let hasStarted = false;
    void outcome.then(() => {
      hasStarted = true;
    });
    paths[0]?.frames[0]?.resolve(frame('plain'));
    await settled();
    expect([hasStarted, paths[0]?.shown]).toEqual([false, []]);
    const blurred = frame('blurred');
    clients[0]?.blurs[0]?.resolve(blurred);
    expect(await outcome).toBe(paths[0]?.track);
    expect(paths[0]?.shown).toEqual([blurred]);
    await frames(2);
    expect(paths[0]?.shown).toMatchObject([{ name: 'blurred' }, { name: 'blurred' }, { name: 'blurred' }]);
  });

  it('takes another strength with the next frame', async () => {
    const { blur, begin, frames, clients } = rig();
    begin();
    await frames(1);
    blur.share = 0.03;
    await frames(1);
    expect(clients[0]?.blurs.map(({ share }) => share)).toEqual([0.01, 0.03]);
  });

  it('that cannot start fails, lets the camera go, and may be tried again with another worker', async () => {
    const { begin, frames, clients, paths } = rig();
    const { outcome } = begin();
    paths[0]?.frames[0]?.resolve(frame('plain'));
    await settled();
    clients[0]?.blurs[0]?.reject(new Error('no WebGL'));
    expect(await outcome).toBe('Error: no WebGL');
    expect(paths[0]?.close).toHaveBeenCalled();
    expect(paths[0]?.shown).toEqual([]);
    const again = begin();
    await frames(1);
    expect(await again.outcome).toBe(paths[1]?.track);
    expect(clients).toHaveLength(2);
  });

  it('that breaks later says so', async () => {
    const { begin, frames, clients, paths } = rig();
    const { failed } = begin();
    await frames(1);
    paths[0]?.frames.at(-1)?.resolve(frame('plain'));
    await settled();
    clients[0]?.blurs.at(-1)?.reject(new Error('out of memory'));
    await settled();
    expect(failed).toHaveBeenCalledOnce();
    expect(paths[0]?.close).toHaveBeenCalled();
  });

  it('ends at once while it loads, and what comes late is shown to nobody', async () => {
    const { begin, clients, paths } = rig();
    const { run, failed, outcome } = begin();
    paths[0]?.frames[0]?.resolve(frame('plain'));
    await settled();
    run.abort(new Error('off'));
    expect(await outcome).toBe('Error: off');
    const late = frame('blurred');
    clients[0]?.blurs[0]?.resolve(late);
    await settled();
    expect(late.close).toHaveBeenCalledOnce();
    expect(paths[0]?.shown).toEqual([]);
    expect(failed).not.toHaveBeenCalled();
  });

  it('keeps its worker for the next camera until it is closed', async () => {
    const { blur, begin, frames, clients } = rig();
    const { run } = begin();
    await frames(1);
    run.abort();
    begin();
    await frames(1);
    expect(clients).toHaveLength(1);
    expect(clients[0]?.close).not.toHaveBeenCalled();
    blur.close();
    expect(clients[0]?.close).toHaveBeenCalled();
  });

  it('says once that it is slow, and does not count the loading', async () => {
    const { begin, frames, slow } = rig();
    begin();
    await frames(1, 9000);
    await frames(30, 90);
    expect(slow).not.toHaveBeenCalled();
    await frames(60, 120);
    expect(slow).toHaveBeenCalledOnce();
  });
});
