import { MediaStreamTrack, RtpHeader, RtpPacket } from 'werift';

/** What a sender makes of a microphone or a camera, as far as packets go. */
interface Shape {
  readonly kind: 'audio' | 'video';
  readonly payload: Buffer;
  readonly perSecond: number;
  /** Units of RTP time in a packet (RFC 3550, section 5.1). */
  readonly step: number;
}

/** In pixels. */
const PICTURE = { width: 320, height: 180 };

/**
 * Opus at 32 kbit/s, and a small picture of one packet, at 30 a second. Each picture says that it is a key frame of VP8
 * (RFC 7741, section 4.2; RFC 6386, section 9.1): a media node passes on nothing before it has seen one.
 */
const shapes = {
  microphone: { kind: 'audio', payload: Buffer.alloc(80, 'microphone'), perSecond: 50, step: 960 },
  camera: { kind: 'video', payload: keyPicture(1000), perSecond: 30, step: 3000 },
} as const satisfies Record<string, Shape>;
export type SampleSource = keyof typeof shapes;

/** What was missed for longer is not made up for: that would be a burst such as no encoder sends. */
const MOST_LATE = 10;

/** A track of packets with nothing in them, of the size and at the rate of real ones. */
export class SampleTrack {
  readonly track: MediaStreamTrack;
  readonly #shape: Shape;
  readonly #startedAtMs: number;
  /** That were due, whether they were sent or left out. */
  #due = 0;

  constructor(source: SampleSource, nowMs: number) {
    this.#shape = shapes[source];
    this.track = new MediaStreamTrack({ kind: this.#shape.kind });
    // A browser's track tells by them how large its picture is, and werift's has none.
    Object.assign(this.track, { getSettings: () => (source === 'camera' ? PICTURE : {}) });
    this.#startedAtMs = nowMs;
  }

  /** Sends what is due by now. */
  send(nowMs: number): void {
    const due = Math.floor(((nowMs - this.#startedAtMs) * this.#shape.perSecond) / 1000);
    this.#due = Math.max(this.#due, due - MOST_LATE);
    for (; this.#due < due; this.#due += 1) this.track.writeRtp(this.#packet());
  }

  /** Its number is for each sender to give. */
  #packet(): RtpPacket {
    const timestamp = (this.#due * this.#shape.step) >>> 0;
    // Each is a frame of its own.
    return new RtpPacket(new RtpHeader({ timestamp, marker: true }), this.#shape.payload);
  }
}

function keyPicture(bytes: number): Buffer {
  const picture = Buffer.alloc(bytes);
  picture.set([0x10, 0x10, 0, 0, 0x9d, 0x01, 0x2a]);
  picture.writeUInt16LE(PICTURE.width, 7);
  picture.writeUInt16LE(PICTURE.height, 9);
  return picture;
}
