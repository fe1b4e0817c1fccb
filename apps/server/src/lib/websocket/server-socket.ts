import type { Duplex } from 'node:stream';
import { FrameFault, FrameParser, type FrameSink } from './frame-parser.ts';
import { closeFrame, controlFrame, isSendableCloseCode, Opcode } from './frames.ts';
import type { Writer, WriteTurn } from './write-turn.ts';

/** Where a connection broke without a close frame (RFC 6455, section 7.1.5). */
const ABNORMAL = 1006;
/** Who leaves this much unread gets no more pongs: nobody waits for them. */
const MAX_BUFFERED_FOR_PONG = 64 * 1024;

export interface SocketListener {
  /** A whole text message. `payload`, its UTF-8 bytes, is good until the call returns. */
  receivedText(payload: Buffer): void;
  receivedBinary(): void;
  /** The last call. `code` is what the peer's close frame says, or 1006 where none came. */
  closed(code: number): void;
}

export interface ServerSocketOptions {
  readonly stream: Duplex;
  readonly turn: WriteTurn;
  readonly maxMessageBytes: number;
  /** How long a peer may take to answer a close before the connection is cut. */
  readonly closeTimeoutMs: number;
}

/** Held by the stream, so that all sockets share one set of functions. */
const owner = Symbol('server socket');
type OwnedStream = Duplex & { [owner]: ServerSocket };

/** The server's end of one WebSocket (RFC 6455), from the handshake to the end of its connection. */
export class ServerSocket implements Writer, FrameSink {
  readonly #stream: OwnedStream;
  readonly #turn: WriteTurn;
  readonly #closeTimeoutMs: number;
  readonly #parser: FrameParser;
  #listener: SocketListener | null = null;
  /** Those of this turn; most sockets have none. */
  #frames: Buffer[] | null = null;
  #framesBytes = 0;
  /** `closing`: a close frame was sent, and nothing will follow it. */
  #state: 'open' | 'closing' | 'closed' = 'open';
  /** Nothing that comes is read any more: the peer has said its last, or broke the protocol. */
  #isDeaf = false;
  #closeCode = ABNORMAL;
  #cutTimer: NodeJS.Timeout | null = null;

  constructor({ stream, turn, maxMessageBytes, closeTimeoutMs }: ServerSocketOptions) {
    this.#stream = stream as OwnedStream;
    this.#turn = turn;
    this.#closeTimeoutMs = closeTimeoutMs;
    this.#parser = new FrameParser(maxMessageBytes, this);
  }

  /** Begins, with the answer to the handshake and what came right behind the request. */
  begin(answer: Buffer, head: Buffer, listener: SocketListener): void {
    this.#listener = listener;
    Object.assign(this.#stream, { [owner]: this });
    this.#stream.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
    this.#enqueue(answer);
    if (head.length > 0) this.streamBrought(head);
  }

  /** What was sent and has not left this process, in bytes. */
  get bufferedBytes(): number {
    return this.#framesBytes + this.#stream.writableLength;
  }

  /** Sends a frame as it is, at the end of this turn of the event loop. Nothing is sent after a close. */
  send(frame: Buffer): void {
    if (this.#state === 'open') this.#enqueue(frame);
  }

  /** Says why, and closes when the peer has answered. */
  close(code: number, reason: string): void {
    if (this.#state !== 'open') return;
    this.#enqueue(closeFrame(code, reason));
    this.#state = 'closing';
    this.#cutTimer = setTimeout(() => this.terminate(), this.#closeTimeoutMs).unref();
  }

  /** For a peer that does not answer. */
  terminate(): void {
    this.#stream.destroy();
  }

  takeFrames(): readonly Buffer[] {
    const frames = this.#frames ?? [];
    this.#frames = null;
    this.#framesBytes = 0;
    return frames;
  }

  write(bytes: Buffer): void {
    if (!this.#stream.writable) return;
    this.#stream.write(bytes);
    // The server closes first (section 7.1.1), as soon as both have said so.
    if (this.#isDeaf && this.#state === 'closing') this.#stream.end();
  }

  text(payload: Buffer): void {
    if (this.#state === 'open') this.#listener?.receivedText(payload);
  }

  binary(): void {
    if (this.#state === 'open') this.#listener?.receivedBinary();
  }

  ping(payload: Buffer): void {
    if (this.#state !== 'open' || this.bufferedBytes > MAX_BUFFERED_FOR_PONG) return;
    this.#enqueue(controlFrame(Opcode.pong, payload));
  }

  pong(): void {}

  /** The peer's close frame: it is answered with its own code (section 5.5.1). */
  closed(code: number): void {
    if (this.#isDeaf) return;
    this.#closeCode = code;
    this.#isDeaf = true;
    if (this.#state === 'open') this.close(isSendableCloseCode(code) ? code : 1000, '');
    else if (this.#frames === null) this.#stream.end();
  }

  streamBrought(chunk: Buffer): void {
    if (this.#isDeaf) return;
    try {
      this.#parser.push(chunk);
    } catch (error) {
      if (!(error instanceof FrameFault)) throw error;
      this.#isDeaf = true;
      // Only where nothing was said yet: a fault in what follows our close is no news.
      if (this.#state === 'open') this.close(error.code, '');
      else if (this.#frames === null) this.#stream.end();
    }
  }

  streamEnded(): void {
    this.#isDeaf = true;
    this.#stream.end();
  }

  streamClosed(): void {
    if (this.#cutTimer) clearTimeout(this.#cutTimer);
    this.#state = 'closed';
    this.#listener?.closed(this.#closeCode);
    this.#listener = null;
  }

  #enqueue(frame: Buffer): void {
    this.#framesBytes += frame.length;
    if (this.#frames !== null) {
      this.#frames.push(frame);
      return;
    }
    this.#frames = [frame];
    this.#turn.add(this);
  }
}

function onData(this: OwnedStream, chunk: Buffer): void {
  this[owner].streamBrought(chunk);
}

function onEnd(this: OwnedStream): void {
  this[owner].streamEnded();
}

/** `close` follows. */
function onError(this: OwnedStream): void {
  this.destroy();
}

function onClose(this: OwnedStream): void {
  this[owner].streamClosed();
}
