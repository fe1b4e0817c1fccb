import { setTimeout as delay } from 'node:timers/promises';
import type { types } from 'mediasoup';
import type { Logger } from '../lib/logger.ts';
import { mediaCodecs } from './codecs.ts';
import type { MediaSettings } from './media-settings.ts';

/** Rooms of a worker that is not replaced by then begin anew on the others. */
const REPLACED_WITHIN_MS = 2000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5000;

/** A worker process with the one port that all its transports share. */
export interface MediaWorker {
  readonly worker: types.Worker;
  readonly entrance: types.WebRtcServer;
  /** Counted from 0; one that replaces another has its number. */
  readonly slot: number;
}

type CreateWorker = () => Promise<types.Worker>;

/** Keeps so many workers alive: one that dies is replaced, and who had something on it is told. */
export class WorkerPool {
  readonly #create: CreateWorker;
  readonly #settings: MediaSettings;
  readonly #log: Logger;
  readonly #died: (worker: MediaWorker) => void;
  readonly #slots: (MediaWorker | null)[];
  #isClosed = false;

  private constructor(create: CreateWorker, settings: MediaSettings, log: Logger, died: (worker: MediaWorker) => void) {
    this.#create = create;
    this.#settings = settings;
    this.#log = log;
    this.#died = died;
    this.#slots = Array.from({ length: settings.workers }, () => null);
  }

  static async open(
    create: CreateWorker,
    settings: MediaSettings,
    log: Logger,
    died: (worker: MediaWorker) => void,
  ): Promise<WorkerPool> {
    const pool = new WorkerPool(create, settings, log, died);
    await Promise.all([...pool.#slots.keys()].map((slot) => pool.#start(slot)));
    return pool;
  }

  /** Those that live. */
  get workers(): MediaWorker[] {
    return this.#slots.filter((slot) => slot !== null);
  }

  createRouter({ worker }: MediaWorker): Promise<types.Router> {
    return worker.createRouter({ mediaCodecs });
  }

  /** An end of a pipe to another node, on a port of its own: what goes through is encrypted, and sent again where it is lost. */
  createPipe(router: types.Router): Promise<types.PipeTransport> {
    const { listenIp, pipeAddress, pipePorts } = this.#settings;
    return router.createPipeTransport({
      listenInfo: {
        protocol: 'udp',
        ip: listenIp,
        ...(pipeAddress !== null && { announcedAddress: pipeAddress }),
        ...(pipePorts !== null && { portRange: pipePorts }),
      },
      enableSrtp: true,
      enableRtx: true,
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const { worker } of this.workers) worker.close();
  }

  async #start(slot: number): Promise<void> {
    const worker = await this.#create();
    if (this.#isClosed) return worker.close();
    const listenInfos = (['udp', 'tcp'] as const).map((protocol) => this.#listenInfo(protocol, slot));
    const entrance = await worker.createWebRtcServer({ listenInfos }).catch((error: unknown) => {
      worker.close();
      throw error;
    });
    if (this.#isClosed) return worker.close();
    const started: MediaWorker = { worker, entrance, slot };
    this.#slots[slot] = started;
    worker.on('died', (error) => {
      this.#slots[slot] = null;
      this.#log.error({ err: error, pid: worker.pid }, 'media worker died');
      void Promise.race([this.#restart(slot), delay(REPLACED_WITHIN_MS, undefined, { ref: false })]).then(() =>
        this.#died(started),
      );
    });
  }

  /** Its port may be in use for a moment still, or for long. */
  async #restart(slot: number): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; !this.#isClosed; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        await this.#start(slot);
        return;
      } catch (error) {
        this.#log.warn({ err: error }, 'media worker does not start');
        await delay(pauseMs, undefined, { ref: false });
      }
    }
  }

  #listenInfo(protocol: 'udp' | 'tcp', slot: number): types.TransportListenInfo {
    const { listenIp, announcedAddress, port } = this.#settings;
    return {
      protocol,
      ip: listenIp,
      ...(announcedAddress !== null && { announcedAddress }),
      ...(port !== 0 && { port: port + slot }),
    };
  }
}
