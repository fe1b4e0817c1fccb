import { setTimeout as delay } from 'node:timers/promises';
import type { BotSurroundings } from './bot/bot.ts';
import type { mediaOpener } from './bot/bot-media.ts';
import { Route } from './bot/route.ts';
import { conduct } from './conductor.ts';
import { Crowd } from './crowd.ts';
import { isLoopback } from './flags.ts';
import { Recorder } from './measure/recorder.ts';
import { Random } from './random.ts';
import { scenarios } from './scenarios/all.ts';
import { botsOf, rampMs, scheduleOf } from './scenarios/scenario.ts';
import type { FromWorker, Task, ToWorker } from './worker-messages.ts';

/** One process of bots. It does what the process says that started it, and ends with it. */

const TICK_MS = 1_000;
const PROBE_MS = 500;
const TIMEOUT_MS = 2_000;
/** What leaving people still have to say is said by then. */
const FAREWELL_MS = 1_500;

const tell = (message: FromWorker) => process.connected && process.send?.(message);

class Worker {
  readonly #task: Task;
  readonly #recorder = new Recorder();
  readonly #route: Route;
  readonly #crowd: Crowd;
  readonly #random: Random;
  #originMs = 0;
  #connections = 0;
  #inside = 0;
  #isOver = false;
  #cpu = process.cpuUsage();
  #tickedAtMs = 0;

  /** `openerOf` null: no media is sent. */
  constructor(task: Task, openerOf: typeof mediaOpener | null) {
    const { media, places } = task;
    this.#task = task;
    this.#route = new Route(places.hubs, this.#now);
    this.#random = new Random(task.seed * 1009 + task.index);
    const gateway = new URL(places.gateway);
    const isLocal = [places.gateway, ...places.hubs].every((url) => isLoopback(new URL(url).hostname));
    const at: BotSurroundings = {
      gateway,
      route: this.#route,
      recorder: this.#recorder,
      signals: this.#scenario.signals,
      openMedia: media && openerOf ? openerOf(media, { recorder: this.#recorder, now: this.#now, isLocal }) : null,
      now: this.#now,
      random: Math.random,
      delay,
      opened: (by) => {
        this.#connections += by;
      },
      entered: (by) => {
        this.#inside += by;
      },
    };
    const hasOwnAddresses = process.platform === 'linux' && gateway.hostname.startsWith('127.');
    this.#crowd = new Crowd(this.#bots, task.load, at, hasOwnAddresses ? loopbackAddressOf : sharedAddress);
  }

  async prepare(): Promise<void> {
    let done = 0;
    const of = this.#crowd.steps;
    const report = setInterval(() => tell({ type: 'preparing', done, of }), TICK_MS);
    await this.#crowd.prepare(() => {
      done += 1;
    });
    clearInterval(report);
    tell({ type: 'preparing', done, of });
    // What it took to get here is not what is measured.
    this.#recorder.drain();
  }

  async start(atMs: number): Promise<void> {
    await delay(Math.max(0, atMs - Date.now()));
    this.#originMs = performance.now();
    this.#cpu = process.cpuUsage();
    const ticks = setInterval(() => this.#tick(), TICK_MS);
    const probes = this.#route.hubs.length > 1 ? setInterval(() => void this.#probe(), PROBE_MS) : undefined;
    const crowd = { load: this.#task.load, bots: this.#bots, rampMs: rampMs(this.#task.load) };
    const isOver = () => this.#isOver;
    await Promise.all([
      this.#crowd.fetchTickets(this.#now, delay, isOver),
      conduct(scheduleOf(this.#scenario, crowd, this.#random), {
        now: this.#now,
        delay,
        recorder: this.#recorder,
        isOver,
        perform: (deed) => this.#crowd.do(deed),
      }),
    ]);
    while (!this.#isOver) await delay(100);
    clearInterval(ticks);
    clearInterval(probes);
    this.#tick();
    this.#crowd.close();
    for (const until = this.#now() + FAREWELL_MS; this.#connections > 0 && this.#now() < until; ) await delay(50);
  }

  stop(): void {
    this.#isOver = true;
  }

  #now = (): number => performance.now() - this.#originMs;

  get #scenario() {
    const found = scenarios.find(({ name }) => name === this.#task.scenario);
    if (!found) throw new Error(`there is no scenario ${this.#task.scenario}`);
    return found;
  }

  get #bots(): number[] {
    return botsOf(this.#task.index, this.#task.processes, this.#task.load);
  }

  #tick(): void {
    const atMs = this.#now();
    const { user, system } = process.cpuUsage(this.#cpu);
    this.#cpu = process.cpuUsage();
    const cpuShare = (user + system) / 1000 / Math.max(1, atMs - this.#tickedAtMs);
    this.#tickedAtMs = atMs;
    const memoryBytes = process.memoryUsage.rss();
    const load = { connections: this.#connections, inside: this.#inside, cpuShare, memoryBytes };
    tell({ type: 'tick', atMs, tally: this.#recorder.drain(), load });
  }

  /** As a balancer does. */
  async #probe(): Promise<void> {
    const isReady = (hub: string) =>
      fetch(`${hub}/readyz`, { signal: AbortSignal.timeout(TIMEOUT_MS) }).then(
        ({ ok }) => ok,
        () => false,
      );
    const ready = await Promise.all(this.#route.hubs.map(isReady));
    this.#route.areUnready(this.#route.hubs.filter((_hub, index) => !ready[index]));
  }
}

/** An address of loopback of its own, as people in their homes have: servers count requests by address. Not on macOS. */
function loopbackAddressOf(bot: number): string {
  return `127.${1 + Math.floor(bot / 62_500)}.${Math.floor(bot / 250) % 250}.${1 + (bot % 250)}`;
}

const sharedAddress = () => null;

/** Most runs do without it: it is no small thing to load. */
const mediaCode = async () => (await import('./bot/bot-media.ts')).mediaOpener;

let worker: Worker | null = null;

async function obey(message: ToWorker): Promise<void> {
  switch (message.type) {
    case 'prepare':
      worker = new Worker(message.task, message.task.media && (await mediaCode()));
      await worker.prepare();
      tell({ type: 'ready', emptyBytes: process.memoryUsage.rss() });
      return;
    case 'start':
      await worker?.start(message.atMs);
      process.disconnect();
      return;
    case 'stop':
      worker?.stop();
      return;
    default:
      message satisfies never;
  }
}

process.on('message', (message: ToWorker) => {
  obey(message).catch((error) => {
    tell({ type: 'failed', reason: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
    process.disconnect();
  });
});
process.on('disconnect', () => process.exit());
// A terminal's Ctrl-C goes to all: the process that started this one says when it is over.
process.on('SIGINT', () => {});
