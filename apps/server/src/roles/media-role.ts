import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { type Config, ConfigError, roles } from '../config.ts';
import { lanAddresses } from '../lib/certificate.ts';
import { arrange } from '../room/arrange.ts';
import { newMesh, sfuAmong } from '../room/topologies.ts';
import { MediaServer } from '../sfu/media-server.ts';
import type { MediaSettings } from '../sfu/media-settings.ts';
import { findWorkerBinary, NO_WORKER_NOTICE, WORKER_CACHE_DIR } from '../sfu/worker-binary.ts';
import type { Foundation } from './foundation.ts';

/** A lease lasts three times as long. */
const RENEW_MS = 5000;
/** How long a node that goes lets those on it make their next connections. */
const HANDOVER_MS = 10_000;

export interface MediaRole {
  /** Takes no more rooms and hands over those that it has; resolves when they are gone, or `hurry` fires. */
  drain(hurry: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Carries the media of large meetings. Null where there is no worker to do it. */
export async function startMedia(foundation: Foundation): Promise<MediaRole | null> {
  const { config, live, log, clock, registry } = foundation;
  const workerBinary = findWorker(config);
  if (workerBinary === null) return null;
  const nodeId = randomUUID();
  const { createWorker } = await importMediasoup(workerBinary);
  const server = await MediaServer.open({
    nodeId,
    settings: mediaSettings(config),
    createWorker: () => createWorker({ logLevel: 'error' }),
    store: live.store,
    bus: live.bus,
    clock,
    log,
    registry,
  }).catch((error: unknown) => {
    throw new ConfigError(
      `the media worker does not start (${(error as Error).message}); see MEDIA_PORT and MEDIA_LISTEN_IP`,
    );
  });
  const unsubscribe = await live.mediaNodes.receive(nodeId, (request) => server.handle(request));
  const renew = () =>
    live.mediaNodes.renew(server.info()).catch((error) => log.warn({ err: error }, 'media lease not renewed'));
  await renew();
  const timer = setInterval(renew, RENEW_MS).unref();
  return {
    drain: async (hurry) => {
      clearInterval(timer);
      const rooms = server.drain();
      await live.mediaNodes.release(nodeId);
      await Promise.all(
        rooms.map((room) =>
          handOver(foundation, nodeId, room).catch((error) => log.warn({ err: error }, 'room not handed over')),
        ),
      );
      const deadline = clock.now() + HANDOVER_MS;
      while (!server.isIdle && !hurry.aborted && clock.now() < deadline) await delay(200, undefined, { ref: false });
    },
    close: async () => {
      clearInterval(timer);
      await live.mediaNodes.release(nodeId).catch(() => {});
      await unsubscribe();
      await server.close();
    },
  };
}

/** To another node where there is one, else to no node: a mesh is better than nothing. */
async function handOver(
  { live, clock, log }: Foundation,
  nodeId: string,
  { roomId, topologyId }: { roomId: Parameters<typeof arrange>[1]; topologyId: string },
): Promise<void> {
  const others = (await live.mediaNodes.live()).filter(({ id }) => id !== nodeId);
  const topology = sfuAmong(roomId, others) ?? newMesh();
  await arrange({ store: live.store, bus: live.bus, clock, log }, roomId, topologyId, topology);
}

function findWorker(config: Config): string | null {
  try {
    const found = findWorkerBinary(config.MEDIASOUP_WORKER_BIN, WORKER_CACHE_DIR);
    if (found !== null) return found;
  } catch (error) {
    throw new ConfigError((error as Error).message);
  }
  // Where everything runs in one process, meetings without it are small and work.
  if (roles.every((role) => config.ROLE.has(role))) return null;
  throw new ConfigError(NO_WORKER_NOTICE);
}

/** mediasoup reads where its worker is when it is imported, and at no other time. */
async function importMediasoup(
  workerBinary: string,
): Promise<{ createWorker: typeof import('mediasoup').createWorker }> {
  process.env.MEDIASOUP_WORKER_BIN = workerBinary;
  return import('mediasoup');
}

function mediaSettings(config: Config): MediaSettings {
  const listenIp = config.MEDIA_LISTEN_IP ?? (config.HOST === 'localhost' ? '127.0.0.1' : config.HOST);
  const isAll = listenIp === '0.0.0.0' || listenIp === '::';
  const ownAddress = () => lanAddresses().find((address) => !address.startsWith('127.')) ?? '127.0.0.1';
  const announcedAddress = config.MEDIA_ANNOUNCED_ADDRESS ?? (isAll ? ownAddress() : null);
  return {
    listenIp,
    announcedAddress,
    port: config.MEDIA_PORT,
    workers: config.MEDIA_WORKERS === 0 ? availableParallelism() : config.MEDIA_WORKERS,
    maxConsumers: config.MEDIA_MAX_CONSUMERS,
  };
}
