import { type ChildProcess, spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MediaAnswer } from '@cline-meet/protocol';
import type { RigPerson } from './media-server-rig.ts';
import { LEVEL_EXTENSION_ID } from './media-server-rig.ts';
import { nominatingRequest } from './sfu/ice-fixture.ts';
import { type SrtpSession, srtpSessions } from './sfu/srtp-fixture.ts';
import { UdpPeer } from './sfu/worker-fixture.ts';

const PAYLOAD_BYTES = 40;
const PACKET_MS = 20;
const PICTURE_MS = 33;
const LOUD = 20;

/** A participant's path to a media node: ICE, then DTLS by OpenSSL, then SRTP with the keys of that. */
export class MediaLink {
  readonly #outside: UdpPeer;
  readonly #openssl: ChildProcess;
  readonly #port: number;
  readonly #sent: SrtpSession;
  readonly #received: SrtpSession;
  /** When RTP came last, by its SSRC. */
  readonly #lastAtMs = new Map<number, number>();
  readonly #counts = new Map<number, number>();
  readonly #sequences = new Map<number, number>();
  readonly #sending = new Map<number, NodeJS.Timeout>();
  /** Which packets do not arrive, by their sequence number. */
  loses: (sequence: number) => boolean = () => false;

  private constructor(outside: UdpPeer, openssl: ChildProcess, port: number, material: Buffer) {
    this.#outside = outside;
    this.#openssl = openssl;
    this.#port = port;
    const { client, server } = srtpSessions(material);
    this.#sent = client;
    this.#received = server;
    outside.onPacket((packet) => this.#take(packet));
  }

  /** `folder` holds a certificate as `selfSignedCertificate` makes it. */
  static async open(person: RigPerson, transport: MediaAnswer<'create_transport'>, folder: string): Promise<MediaLink> {
    const { transportId, iceParameters, iceCandidates } = transport;
    const port = iceCandidates.find(({ protocol }) => protocol === 'udp')?.port ?? 0;
    const value = new X509Certificate(readFileSync(join(folder, 'self-signed.crt'))).fingerprint256;
    const dtlsParameters = { role: 'client' as const, fingerprints: [{ algorithm: 'sha-256', value }] };
    await person.get({ action: 'connect_transport', transportId, dtlsParameters });
    const outside = await UdpPeer.open();
    await outside.send(nominatingRequest(iceParameters, 'peer'), port);
    await outside.until(1);
    const { openssl, material } = await shakeHands(outside, port, folder);
    return new MediaLink(outside, openssl, port, material);
  }

  /** Sends sound of that level every 20 ms until it is to send something else, or is closed. */
  talk(ssrc: number, level = LOUD): void {
    this.#send(ssrc, PACKET_MS, (sequence) => soundPacket(sequence, ssrc, level));
  }

  /** Sends pictures of a packet each, none of which builds on another. */
  show(ssrc: number): void {
    this.#send(ssrc, PICTURE_MS, (sequence) => picturePacket(sequence, ssrc));
  }

  count(ssrc: number): number {
    return this.#counts.get(ssrc) ?? 0;
  }

  /** How long ago the last packet came; infinite where none ever did. */
  silenceMs(ssrc: number): number {
    return performance.now() - (this.#lastAtMs.get(ssrc) ?? Number.NEGATIVE_INFINITY);
  }

  close(): void {
    for (const timer of this.#sending.values()) clearInterval(timer);
    this.#openssl.kill('SIGKILL');
    this.#outside.close();
  }

  #send(ssrc: number, everyMs: number, packet: (sequence: number) => Buffer): void {
    clearInterval(this.#sending.get(ssrc));
    const timer = setInterval(() => {
      const sequence = (this.#sequences.get(ssrc) ?? 0) + 1;
      this.#sequences.set(ssrc, sequence);
      if (!this.loses(sequence)) void this.#outside.send(this.#sent.protect(packet(sequence)), this.#port);
    }, everyMs);
    this.#sending.set(ssrc, timer);
  }

  #take(packet: Buffer): void {
    if (!isMedia(packet)) return;
    const rtp = this.#received.unprotect(packet);
    // RTCP is protected in another way.
    if (!rtp) return;
    const ssrc = rtp.readUInt32BE(8);
    this.#lastAtMs.set(ssrc, performance.now());
    this.#counts.set(ssrc, this.count(ssrc) + 1);
  }
}

async function shakeHands(
  outside: UdpPeer,
  port: number,
  folder: string,
): Promise<{ openssl: ChildProcess; material: Buffer }> {
  const inside = await UdpPeer.open();
  const certificate = ['-cert', join(folder, 'self-signed.crt'), '-key', join(folder, 'self-signed.key')];
  const keys = ['-keymatexport', 'EXTRACTOR-dtls_srtp', '-keymatexportlen', '60'];
  const target = ['-dtls1_2', '-connect', `127.0.0.1:${inside.port}`, '-use_srtp', 'SRTP_AES128_CM_SHA1_80'];
  const openssl = spawn('openssl', ['s_client', ...target, ...certificate, ...keys], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let clientPort = 0;
  inside.onPacket((packet, from) => {
    clientPort = from.port;
    void outside.send(packet, port);
  });
  outside.onPacket((packet) => {
    if (isDtls(packet) && clientPort !== 0) void inside.send(packet, clientPort);
  });
  openssl.once('exit', () => inside.close());
  let text = '';
  for (;;) {
    const [chunk] = await once(openssl.stdout, 'data');
    text += String(chunk);
    const found = /Keying material: ([0-9A-F]{120})/.exec(text)?.[1];
    if (found) return { openssl, material: Buffer.from(found, 'hex') };
  }
}

/** RFC 7983, section 7. */
function isDtls(packet: Buffer): boolean {
  const first = packet.readUInt8(0);
  return first >= 20 && first <= 63;
}

function isMedia(packet: Buffer): boolean {
  const first = packet.readUInt8(0);
  return first >= 128 && first <= 191;
}

/** 20 ms of Opus, with its level in decibels below the loudest (RFC 6464) in a header extension (RFC 8285). */
function soundPacket(sequence: number, ssrc: number, level: number): Buffer {
  const packet = Buffer.alloc(20 + PAYLOAD_BYTES, 1);
  packet.writeUInt8(0x90, 0);
  packet.writeUInt8(100, 1);
  packet.writeUInt16BE(sequence, 2);
  packet.writeUInt32BE(sequence * 960, 4);
  packet.writeUInt32BE(ssrc, 8);
  packet.writeUInt16BE(0xbede, 12);
  packet.writeUInt16BE(1, 14);
  packet.writeUInt8(LEVEL_EXTENSION_ID << 4, 16);
  packet.writeUInt8(0x80 | level, 17);
  packet.writeUInt16BE(0, 18);
  return packet;
}

/** A key frame of VP8 (RFC 6386, section 9.1) after the shortest payload descriptor (RFC 7741, section 4.2). */
function picturePacket(sequence: number, ssrc: number): Buffer {
  const packet = Buffer.alloc(12 + 1 + 10 + PAYLOAD_BYTES, 1);
  packet.writeUInt8(0x80, 0);
  packet.writeUInt8(0x80 | 96, 1);
  packet.writeUInt16BE(sequence, 2);
  packet.writeUInt32BE(sequence * 3000, 4);
  packet.writeUInt32BE(ssrc, 8);
  packet.writeUInt8(0x10, 12);
  Buffer.from([0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xb4, 0]).copy(packet, 13);
  return packet;
}
