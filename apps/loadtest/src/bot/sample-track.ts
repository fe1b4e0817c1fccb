import { MediaStreamTrack, RtpHeader, RtpPacket } from 'werift';

/** What a sender makes of a microphone or a camera, as far as packets go. */
interface Shape {
  readonly kind: 'audio' | 'video';
  readonly payloadBytes: number;
  readonly perSecond: number;
  /** Units of RTP time in a packet (RFC 3550, section 5.1). */
  readonly step: number;
}

/** Opus at 32 kbit/s, and a small picture of one packet, at 30 a second. */
const shapes = {
  microphone: { kind: 'audio', payloadBytes: 80, perSecond: 50, step: 960 },
  camera: { kind: 'video', payloadBytes: 1000, perSecond: 30, step: 3000 },
} as const satisfies Record<string, Shape>;
export type SampleSource = keyof typeof shapes;

/** What was missed for longer is not made up for: that would be a burst such as no encoder sends. */
const MOST_LATE = 10;

/** A track of packets with nothing in them, of the size and at the rate of real ones. */
export class SampleTrack {
  readonly track: MediaStreamTrack;
  readonly #shape: Shape;
  readonly #payload: Buffer;
  readonly #startedAtMs: number;
  /** That were due, whether they were sent or left out. */
  #due = 0;
  #sent = 0;

  constructor(source: SampleSource, nowMs: number) {
    this.#shape = shapes[source];
    this.track = new MediaStreamTrack({ kind: this.#shape.kind });
    this.#payload = Buffer.alloc(this.#shape.payloadBytes, source);
    this.#startedAtMs = nowMs;
  }

  /** Sends what is due by now. */
  send(nowMs: number): void {
    const due = Math.floor(((nowMs - this.#startedAtMs) * this.#shape.perSecond) / 1000);
    this.#due = Math.max(this.#due, due - MOST_LATE);
    for (; this.#due < due; this.#due += 1) {
      this.track.writeRtp(this.#packet());
      this.#sent += 1;
    }
  }

  #packet(): RtpPacket {
    const sequenceNumber = this.#sent & 0xffff;
    const timestamp = (this.#due * this.#shape.step) >>> 0;
    // Each is a frame of its own.
    return new RtpPacket(new RtpHeader({ sequenceNumber, timestamp, marker: true }), this.#payload);
  }
}
