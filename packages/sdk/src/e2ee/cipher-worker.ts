/** The worker of a {@link import('./frame-cipher.ts').WorkerCipher}: seals and opens the frames of a meeting. */
import type { ConnectionId, MediaSource } from '@cline-meet/protocol';
import type { FrameKind } from './frame-format.ts';
import { FrameOpener } from './frame-opener.ts';
import { FrameSealer } from './frame-sealer.ts';
import { KeyRing } from './key-ring.ts';
import { Readability } from './readability.ts';
import { isSealable } from './sealable-codecs.ts';
import type { FromWorker, ToWorker, TransformOptions } from './worker-messages.ts';

type EncodedFrame = RTCEncodedVideoFrame | RTCEncodedAudioFrame;

/** `RTCTransformEvent` (W3C WebRTC Encoded Transform, section 5): TypeScript has it for workers only. */
interface TransformEvent extends Event {
  readonly transformer: {
    readonly options: TransformOptions;
    readonly readable: ReadableStream<EncodedFrame>;
    readonly writable: WritableStream<EncodedFrame>;
  };
}

interface Started {
  keys: KeyRing;
  self: ConnectionId;
}

let start: (started: Started) => void;
/** Transforms may begin before the page's first message is here: their frames wait. */
const started = new Promise<Started>((resolve) => {
  start = resolve;
});

/** By sender and source, for as long as the meeting: what was replayed is known to a new receiver too. */
const openers = new Map<string, FrameOpener>();

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  switch (data.type) {
    case 'start':
      start({ keys: new KeyRing(data.secret, data.roomCode), self: data.self });
      return;
    case 'ratchet':
      void started.then(({ keys }) => keys.advanceTo(keys.index + 1));
      return;
    default:
      data satisfies never;
  }
});

addEventListener('rtctransform', (event) => {
  const { options, readable, writable } = (event as TransformEvent).transformer;
  const transform = options.role === 'seal' ? sealing(options.source) : opening(options.from, options.source);
  // Ends when the sender or receiver does, which is no news.
  readable.pipeThrough(new TransformStream({ transform })).pipeTo(writable).catch(ignore);
});

type Transform = (frame: EncodedFrame, controller: TransformStreamDefaultController<EncodedFrame>) => Promise<void>;

/** Whatever cannot be sealed is dropped: nothing goes out in the clear. */
function sealing(source: MediaSource): Transform {
  const fillRandom = (bytes: Uint8Array<ArrayBuffer>) => void crypto.getRandomValues(bytes);
  const sealer = started.then(({ keys, self }) => new FrameSealer({ keys, sender: self, source, fillRandom }));
  return async (frame, controller) => {
    const { mimeType } = frame.getMetadata() as { mimeType?: string };
    if (mimeType !== undefined && !isSealable(mimeType)) return;
    frame.data = (await (await sealer).seal(new Uint8Array(frame.data), kindOf(frame))).buffer;
    controller.enqueue(frame);
  };
}

function opening(from: ConnectionId, source: MediaSource): Transform {
  const readability = new Readability((readable) => tell({ from, source, readable }));
  const opener = started.then(({ keys }) => openerOf(keys, from, source));
  return async (frame, controller) => {
    const opened = await (await opener).open(new Uint8Array(frame.data));
    readability.frame(opened !== null);
    if (!opened) return;
    frame.data = opened.buffer;
    controller.enqueue(frame);
  };
}

function openerOf(keys: KeyRing, sender: ConnectionId, source: MediaSource): FrameOpener {
  const name = `${sender} ${source}`;
  const opener = openers.get(name) ?? new FrameOpener({ keys, sender, source });
  openers.set(name, opener);
  return opener;
}

function kindOf(frame: EncodedFrame): FrameKind {
  if (!('type' in frame)) return 'audio';
  return frame.type === 'key' ? 'key' : 'delta';
}

function tell(message: FromWorker): void {
  postMessage(message);
}

function ignore(): void {}
