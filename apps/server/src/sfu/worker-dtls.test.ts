import { type ChildProcess, spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { types } from 'mediasoup';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { selfSignedCertificate } from '../lib/certificate.ts';
import { nominatingRequest } from './ice-fixture.ts';
import { loopback, opus, startTestWorker, UdpPeer } from './worker-fixture.ts';

const FRAGMENT = 'peer';

let worker: types.Worker;
let transport: types.WebRtcTransport;
let folder: string;
let fingerprint: string;
/** Where the peer talks to mediasoup from, and where OpenSSL, which knows nothing of ICE, talks to the peer. */
let outside: UdpPeer;
let inside: UdpPeer;
let openssl: ChildProcess | undefined;

beforeEach(async () => {
  worker = await startTestWorker();
  const router = await worker.createRouter({ mediaCodecs: [opus] });
  transport = await router.createWebRtcTransport({ listenInfos: [loopback] });
  folder = mkdtempSync(join(tmpdir(), 'worker-dtls-'));
  fingerprint = new X509Certificate((await selfSignedCertificate(folder)).cert).fingerprint256;
  outside = await UdpPeer.open();
  inside = await UdpPeer.open();
});

afterEach(() => {
  openssl?.kill('SIGKILL');
  openssl = undefined;
  worker.close();
  outside.close();
  inside.close();
  rmSync(folder, { recursive: true });
});

/** The DTLS state in which the handshake ends; rejects where it is the worker that ends. */
function handshakeEnd(): Promise<types.DtlsState> {
  return new Promise((resolve, reject) => {
    worker.on('died', reject);
    transport.on('dtlsstatechange', (state) => {
      if (state !== 'connecting') resolve(state);
    });
  });
}

async function nominate(password: string): Promise<void> {
  const { usernameFragment } = transport.iceParameters;
  await outside.send(nominatingRequest({ usernameFragment, password }, FRAGMENT), serverPort());
}

function serverPort(): number {
  return transport.iceCandidates[0]?.port ?? 0;
}

/** A DTLS client with DTLS-SRTP (RFC 5764), as a browser is one. */
function startDtlsClient(): void {
  const certificate = ['-cert', join(folder, 'self-signed.crt'), '-key', join(folder, 'self-signed.key')];
  const target = ['-dtls1_2', '-connect', `127.0.0.1:${inside.port}`, '-use_srtp', 'SRTP_AES128_CM_SHA1_80'];
  openssl = spawn('openssl', ['s_client', ...target, ...certificate], { stdio: ['pipe', 'ignore', 'ignore'] });
  let clientPort = 0;
  inside.onPacket((packet, from) => {
    clientPort = from.port;
    void outside.send(packet, serverPort());
  });
  outside.onPacket((packet) => {
    if (isDtls(packet)) void inside.send(packet, clientPort);
  });
}

/** RFC 7983, section 7. */
function isDtls(packet: Buffer): boolean {
  const first = packet[0] ?? 0;
  return first >= 20 && first <= 63;
}

async function expectFingerprint(value: string): Promise<void> {
  await transport.connect({ dtlsParameters: { role: 'client', fingerprints: [{ algorithm: 'sha-256', value }] } });
}

describe("a transport of mediasoup's worker", { timeout: 20_000 }, () => {
  it('completes ICE, and DTLS with keys for SRTP', async () => {
    const end = handshakeEnd();
    await expectFingerprint(fingerprint);
    await nominate(transport.iceParameters.password);
    startDtlsClient();
    expect(await end).toBe('connected');
    expect(transport.iceState).toBe('completed');
    expect(transport.iceSelectedTuple).toMatchObject({ remotePort: outside.port });
    expect(worker.died).toBe(false);
  });

  it('refuses who shows another certificate than the one announced', async () => {
    const end = handshakeEnd();
    await expectFingerprint(fingerprint.replaceAll('A', 'B').replaceAll('0', '1'));
    await nominate(transport.iceParameters.password);
    startDtlsClient();
    expect(await end).toBe('failed');
    expect(worker.died).toBe(false);
  });

  it('answers no handshake from an address that has not shown the ICE password', async () => {
    await expectFingerprint(fingerprint);
    await nominate('not-the-password');
    await outside.until(1);
    startDtlsClient();
    await inside.until(2);
    await worker.dump();
    expect(outside.received.filter(isDtls)).toEqual([]);
    expect(transport.iceState).toBe('new');
    expect(transport.dtlsState).not.toBe('connected');
  });
});
