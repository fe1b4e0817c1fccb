import type { types } from 'mediasoup';
import { PEERS_PER_ROUTER } from './media-settings.ts';
import type { MediaWorker, WorkerPool } from './worker-pool.ts';

/** A router of a room, and the worker that it is on. */
export interface RoomRouter {
  readonly router: types.Router;
  readonly on: MediaWorker;
  peers: number;
}

/** An end of a pipe to another node, on a router of the room. */
export interface RoomPipe {
  readonly router: RoomRouter;
  readonly transport: types.PipeTransport;
}

/** The routers of one room: one on one worker, and more on others as it grows, with pipes between them where needed. */
export class RoomRouters {
  readonly #pool: WorkerPool;
  readonly #loadOf: (worker: MediaWorker) => number;
  readonly #routers: RoomRouter[] = [];
  readonly #pipes = new Map<string, Promise<void>>();
  #opening: Promise<RoomRouter> | null = null;

  /** `loadOf` tells how much a worker carries. */
  constructor(pool: WorkerPool, loadOf: (worker: MediaWorker) => number) {
    this.#pool = pool;
    this.#loadOf = loadOf;
  }

  /** A router for one more participant, who counts on it until {@link release}. */
  async take(): Promise<RoomRouter> {
    const router = this.#withRoom() ?? (await this.#open());
    router.peers += 1;
    return router;
  }

  release(router: RoomRouter): void {
    router.peers -= 1;
  }

  isOn(worker: MediaWorker): boolean {
    return this.#routers.some(({ on }) => on === worker);
  }

  async openPipe(): Promise<RoomPipe> {
    const router = this.#routers[0] ?? (await this.#open());
    return { router, transport: await this.#pool.createPipe(router.router) };
  }

  /** Makes a producer of one router known on another. */
  async bring(producerId: string, from: RoomRouter, to: RoomRouter): Promise<void> {
    if (from === to) return;
    const name = `${producerId} ${to.router.id}`;
    const pipe =
      this.#pipes.get(name) ?? from.router.pipeToRouter({ producerId, router: to.router }).then(() => undefined);
    this.#pipes.set(name, pipe);
    await pipe.catch((error: unknown) => {
      this.#pipes.delete(name);
      throw error;
    });
  }

  /** The producer is closed, and with it its pipes. */
  forget(producerId: string): void {
    for (const name of this.#pipes.keys()) if (name.startsWith(`${producerId} `)) this.#pipes.delete(name);
  }

  close(): void {
    for (const { router } of this.#routers) router.close();
  }

  #withRoom(): RoomRouter | undefined {
    const unused = this.#pool.workers.some((worker) => !this.isOn(worker));
    const roomy = this.#routers.filter(({ peers }) => !unused || peers < PEERS_PER_ROUTER);
    return roomy.toSorted((one, other) => one.peers - other.peers)[0];
  }

  /** Many may ask at once; they get one. */
  #open(): Promise<RoomRouter> {
    this.#opening ??= this.#create().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #create(): Promise<RoomRouter> {
    const free = this.#pool.workers.filter((worker) => !this.isOn(worker));
    const on = free.toSorted((one, other) => this.#loadOf(one) - this.#loadOf(other))[0];
    if (!on) throw new Error('no media worker lives');
    const created: RoomRouter = { router: await this.#pool.createRouter(on), on, peers: 0 };
    this.#routers.push(created);
    return created;
  }
}
