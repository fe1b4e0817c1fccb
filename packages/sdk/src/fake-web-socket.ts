/** A WebSocket whose other end is the test. */
export class FakeWebSocket {
  readonly url: string;
  readonly protocol: string;
  readyState = 0;
  readonly sent: string[] = [];
  closedWith: number | null = null;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(url: string, protocol: string) {
    this.url = url;
    this.protocol = protocol;
  }

  send(frame: string): void {
    if (this.readyState !== 1) throw new Error('not open');
    this.sent.push(frame);
  }

  close(code: number): void {
    this.closedWith ??= code;
    this.readyState = 2;
  }

  serverOpens(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  serverSends(data: unknown): void {
    this.onmessage?.({ data });
  }

  /** The close event: the server's doing, or 1006 where the network broke. */
  serverCloses(code: number): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

/** A `WebSocket` class that keeps what it made, in order. */
export function fakeWebSockets(): { WebSocket: typeof WebSocket; made: FakeWebSocket[]; latest(): FakeWebSocket } {
  const made: FakeWebSocket[] = [];
  class Recorded extends FakeWebSocket {
    constructor(url: string, protocol: string) {
      super(url, protocol);
      made.push(this);
    }
  }
  const latest = () => {
    const socket = made.at(-1);
    if (!socket) throw new Error('no socket was made');
    return socket;
  };
  return { WebSocket: Recorded as unknown as typeof WebSocket, made, latest };
}
