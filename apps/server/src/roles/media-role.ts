import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { MediaTopology, RoomId } from '@cline-meet/protocol';
import { type Config, ConfigError, roles } from '../config.ts';
import { arrange } from '../room/arrange.ts';
import { MEDIA_RENEW_MS } from '../room/media-nodes.ts';
import { NODES_FRESH_MS } from '../room/media-nodes-seen.ts';
import { newMesh, sfuAmong, sfuOn } from '../room/topologies.ts';
import { MediaServer } from '../sfu/media-server.ts';
import { findWorkerBinary, NO_WORKER_NOTICE, WORKER_CACHE_DIR } from '../sfu/worker-binary.ts';
import type { Foundation } from './foundation.ts';
import { mediaSettings, NO_ADDRESS_NOTICE } from './media-place.ts';

/** How long a node that goes lets those on it make their next connections. */
const HANDOVER_MS = 10_000;

export interface MediaRole {
  /** Takes no more rooms and hands over those that it has; resolves when they are gone, or `hurry` fires. */
  drain(hurry: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Carries the media of large meetings. Null where it cannot and need not, of which it tells the operator. */
export async function startMedia(foundation: Foundation, tell: (notice: string) => void): Promise<MediaRole | null> {
  const { config, live, log, clock, registry } = foundation;
  const [workerBinary, settings] = [findWorker(config), mediaSettings(config)];
  if (workerBinary === null || settings === null) {
    const notice = workerBinary === null ? NO_WORKER_NOTICE : NO_ADDRESS_NOTICE;
    // Where everything runs in one process, meetings without it are small and work.
    if (!roles.every((role) => config.ROLE.has(role))) throw new ConfigError(notice);
    tell(notice);
    return null;
  }
  const nodeId = randomUUID();
  const { createWorker } = await importMediasoup(workerBinary);
  const server = await MediaServer.open({
    nodeId,
    settings,
    createWorker: () => createWorker({ logLevel: 'error' }),
    store: live.store,
    bus: live.bus,
    nodes: live.mediaNodes,
    clock,
    log,
    registry,
  }).catch((error: unknown) => {
    throw new ConfigError(
      `the media worker does not start (${(error as Error).message}); see MEDIA_PORT and MEDIA_LISTEN_IP`,
    );
  });
  const unsubscribe = await live.mediaNodes.receive(nodeId, (message) => server.handle(message));
  const renew = () =>
    live.mediaNodes.renew(server.info()).catch((error) => log.warn({ err: error }, 'media lease not renewed'));
  await renew();
  const timer = setInterval(renew, MEDIA_RENEW_MS).unref();
  return {
    drain: async (hurry) => {
      clearInterval(timer);
      const rooms = server.drain();
      await live.mediaNodes.release(nodeId);
      // Until then hubs may take it for one that lives, and place on it again who is to go.
      if (rooms.length > 0) await delay(NODES_FRESH_MS, undefined, { signal: hurry, ref: false }).catch(() => {});
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

/**
 * The rooms of this node go to another one where there is one, else to no node: a mesh is better than nothing. What it has
 * of others' rooms goes to their main nodes, or to where those send it. All is arranged anew, so that nobody misses anything.
 */
async function handOver(
  { live, clock, log }: Foundation,
  nodeId: string,
  { roomId, topology: { id, nodeId: mainId } }: { roomId: RoomId; topology: MediaTopology },
): Promise<void> {
  const others = (await live.mediaNodes.live()).filter((node) => node.id !== nodeId);
  const isRelay = mainId !== null && mainId !== nodeId;
  const next = isRelay ? sfuOn(mainId) : (sfuAmong(roomId, others) ?? newMesh());
  await arrange({ store: live.store, bus: live.bus, clock, log }, roomId, id, next);
}

function findWorker(config: Config): string | null {
  try {
    return findWorkerBinary(config.MEDIASOUP_WORKER_BIN, WORKER_CACHE_DIR);
  } catch (error) {
    throw new ConfigError((error as Error).message);
  }
}

/** mediasoup reads where its worker is when it is imported, and at no other time. */
async function importMediasoup(
  workerBinary: string,
): Promise<{ createWorker: typeof import('mediasoup').createWorker }> {
  process.env.MEDIASOUP_WORKER_BIN = workerBinary;
  return import('mediasoup');
}
