/**
 * A program of its own, since mediasoup takes the worker that MEDIASOUP_WORKER_BIN names at the moment it is loaded. Ends
 * with 0 if that worker understands the messages of this mediasoup, and opens transports with encryption and data.
 */
import { createRequire } from 'node:module';
import { inRepo } from '../paths.mjs';

const { createWorker } = createRequire(inRepo('apps/server/package.json'))('mediasoup');
const listenInfo = { protocol: 'udp', ip: '127.0.0.1' };
const opus = { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 };

const worker = await createWorker({ logLevel: 'error' });
const router = await worker.createRouter({ mediaCodecs: [opus] });
await router.createWebRtcTransport({ listenInfos: [listenInfo], enableSctp: true });
await router.createPlainTransport({ listenInfo, comedia: true, enableSrtp: true });
worker.close();
