import { closeCodes, limits } from '@cline-meet/protocol';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeWebSockets } from './fake-web-socket.ts';
import { SignalingSocket } from './signaling-socket.ts';
import { platformTimers } from './timers.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** With `random` at 1 each wait is the longest that full jitter allows. */
function openSocket(random = () => 1) {
  const { WebSocket, made, latest } = fakeWebSockets();
  const listener = { opened: vi.fn(), received: vi.fn(), lost: vi.fn(), closed: vi.fn(), isReplacing: () => false };
  const socket = new SignalingSocket({
    connect: () => new WebSocket('wss://meet.example/ws?room=1'),
    timers: platformTimers,
    random,
    now: Date.now,
    pingFrame: 'ping',
    listener,
  });
  socket.reopen();
  return { socket, listener, made, latest };
}

test('text frames are heard, binary ones are not', () => {
  const { listener, latest } = openSocket();
  latest().serverOpens();
  latest().serverSends('hello');
  latest().serverSends(new ArrayBuffer(4));
  expect(listener.received.mock.calls).toEqual([['hello']]);
});

describe('a lost connection', () => {
  test('is tried again after waits that double up to ten seconds', () => {
    const { listener, latest } = openSocket();
    const waits = Array.from({ length: 8 }, () => {
      const lostAt = Date.now();
      latest().serverCloses(1006);
      const retryAt = listener.lost.mock.lastCall?.[1] as number;
      vi.advanceTimersByTime(retryAt - lostAt);
      return retryAt - lostAt;
    });
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
    expect(listener.lost.mock.calls.map(([attempt]) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('is tried again anywhere between at once and the full wait', () => {
    const { made, latest } = openSocket(() => 0);
    latest().serverCloses(1006);
    vi.advanceTimersByTime(0);
    expect(made).toHaveLength(2);
  });

  test('starts with a short wait again only where the former one lasted', () => {
    const { socket, listener, latest } = openSocket();
    latest().serverCloses(1006);
    vi.advanceTimersByTime(250);
    latest().serverOpens();
    socket.proved();
    latest().serverCloses(1006);
    expect(listener.lost).toHaveBeenLastCalledWith(2, Date.now() + 500);

    vi.advanceTimersByTime(500);
    latest().serverOpens();
    socket.proved();
    vi.advanceTimersByTime(5_000);
    latest().serverCloses(1006);
    expect(listener.lost).toHaveBeenLastCalledWith(1, Date.now() + 250);
  });

  test('is tried at once when the person asks for it', () => {
    const { socket, made, latest } = openSocket();
    latest().serverCloses(1006);
    socket.tryNow();
    expect(made).toHaveLength(2);
    vi.advanceTimersByTime(9_000);
    expect(made).toHaveLength(2);
  });

  test('an attempt that neither opens nor fails is given up', () => {
    const { listener, made, latest } = openSocket();
    vi.advanceTimersByTime(10_000);
    expect(listener.lost).toHaveBeenCalledTimes(1);
    const [first] = made;
    first?.serverOpens();
    expect(listener.opened).not.toHaveBeenCalled();
    vi.advanceTimersByTime(250);
    latest().serverOpens();
    expect(listener.opened).toHaveBeenCalledTimes(1);
  });
});

test.each(Object.entries(closeCodes))('close code %s is answered as the protocol says', (_name, { code, retry }) => {
  const { listener, made, latest } = openSocket();
  latest().serverOpens();
  latest().serverCloses(code);
  vi.advanceTimersByTime(60_000);
  expect(made.length > 1).toBe(retry);
  expect(listener.closed.mock.calls).toEqual(retry ? [] : [[code]]);
});

describe('a silent connection', () => {
  test('is pinged each interval and reopened when nothing was heard for two', () => {
    const { listener, latest } = openSocket();
    latest().serverOpens();
    vi.advanceTimersByTime(limits.pingIntervalMs);
    expect(latest().sent).toEqual(['ping']);
    expect(listener.lost).not.toHaveBeenCalled();
    const silent = latest();
    vi.advanceTimersByTime(limits.pingIntervalMs);
    expect(silent.closedWith).not.toBeNull();
    expect(listener.lost).toHaveBeenCalledTimes(1);
  });

  test('is kept while the server answers', () => {
    const { listener, latest } = openSocket();
    latest().serverOpens();
    for (let interval = 0; interval < 10; interval += 1) {
      vi.advanceTimersByTime(limits.pingIntervalMs);
      latest().serverSends('pong');
    }
    expect(latest().sent).toHaveLength(10);
    expect(listener.lost).not.toHaveBeenCalled();
  });

  test('is found out within seconds when the network is said to be back', () => {
    const { socket, listener, latest } = openSocket();
    latest().serverOpens();
    vi.advanceTimersByTime(1_000);
    socket.tryNow();
    expect(latest().sent).toEqual(['ping']);
    vi.advanceTimersByTime(5_000);
    expect(listener.lost).toHaveBeenCalledTimes(1);
  });
});

test('after its close nothing is heard, sent or tried', () => {
  const { socket, listener, made, latest } = openSocket();
  latest().serverOpens();
  socket.close();
  latest().serverSends('late');
  latest().serverCloses(1006);
  socket.tryNow();
  vi.advanceTimersByTime(60_000);
  expect(socket.send('x')).toBe(false);
  expect(latest().closedWith).toBe(1000);
  expect(made).toHaveLength(1);
  expect(listener.received).not.toHaveBeenCalled();
  expect(listener.lost).not.toHaveBeenCalled();
});
