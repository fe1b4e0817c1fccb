import { setTimeout as delay } from 'node:timers/promises';
import type { RunPlan } from './flags.ts';
import { Fleet } from './fleet.ts';
import { Series } from './measure/series.ts';
import { type Ending, type Report, reportOf, type Step } from './report/report.ts';
import { rampMs } from './scenarios/scenario.ts';
import type { Screen } from './screen.ts';
import type { Servers } from './servers/servers.ts';
import { Watch } from './watch.ts';
import type { Task } from './worker-messages.ts';

export interface RunOptions {
  readonly plan: RunPlan;
  readonly servers: Servers;
  /** The file that a process of bots runs. */
  readonly worker: string;
  readonly screen: Screen;
  /** Ctrl-C. */
  readonly interrupted: AbortSignal;
}

const LOOK_MS = 1_000;
/** All processes are told the moment of the start before it comes. */
const START_IN_MS = 300;

/** One run of a scenario, from the first sign-in to the report. */
export class LoadRun {
  readonly #options: RunOptions;
  readonly #fleet: Fleet;
  readonly #series: Series;
  readonly #steps: Step[] = [];
  readonly #expectedMs: number;
  #startedAt = new Date();
  #seconds = 0;
  #failure: string | null = null;
  /** Called where nothing more is to be waited for. */
  #giveUp: () => void = () => {};

  constructor(options: RunOptions) {
    const { load } = options.plan;
    this.#options = options;
    this.#expectedMs = rampMs(load) + load.durationMs;
    this.#series = new Series(this.#expectedMs);
    this.#fleet = new Fleet({
      preparing: (done, of) => options.screen.show({ name: 'preparing', done, of }),
      ticked: (worker, { atMs, tally, load: figures }) => this.#series.tell(worker, atMs, tally, figures),
      failed: (reason) => this.#fail(reason),
    });
  }

  /** Never rejects for what goes wrong under load: the report says it. */
  async run(): Promise<Report> {
    const { interrupted, screen } = this.#options;
    const over = new Promise<void>((resolve) => {
      this.#giveUp = resolve;
      interrupted.addEventListener('abort', () => resolve());
      if (interrupted.aborted) resolve();
    });
    const isReady = await Promise.race([this.#prepare(), over.then(() => false)]);
    if (isReady) await this.#perform(over);
    screen.show({ name: 'ending' });
    if (isReady) await this.#fleet.stop();
    else this.#fleet.kill();
    return this.#report();
  }

  async #prepare(): Promise<boolean> {
    const { plan, servers, worker } = this.#options;
    const { processes, scenario, load, seed, media } = plan;
    const task = (index: number): Task => ({
      index,
      processes,
      scenario: scenario.name,
      load,
      seed,
      media,
      places: servers.places,
    });
    try {
      await this.#fleet.prepare(
        worker,
        Array.from({ length: processes }, (_, index) => task(index)),
        plan.cores,
      );
      return true;
    } catch (error) {
      this.#fail(reasonOf(error));
      return false;
    }
  }

  async #perform(over: Promise<void>): Promise<void> {
    const { plan, servers, screen } = this.#options;
    const atMs = Date.now() + START_IN_MS;
    this.#startedAt = new Date(atMs);
    this.#fleet.start(atMs);
    const watch = new Watch(
      servers.watched.map(({ url }) => url),
      () => performance.now(),
    );
    const look = setInterval(() => {
      void watch.look().then((points) => points && this.#series.tellServers(this.#elapsedMs(), points));
      const { load } = plan;
      const running = { elapsedMs: this.#elapsedMs(), expectedMs: this.#expectedMs, target: load.connections };
      screen.show({ name: 'running', ...running, series: this.#series, step: this.#steps.at(-1) ?? null });
    }, LOOK_MS);
    const timer = new AbortController();
    const done = Promise.all([
      delay(START_IN_MS + this.#expectedMs, undefined, { signal: timer.signal }).catch(() => {}),
      plan.scenario.deploys ? this.#deploy(timer.signal) : null,
    ]);
    await Promise.race([done, over]);
    this.#seconds = this.#elapsedMs() / 1000;
    timer.abort();
    clearInterval(look);
  }

  async #deploy(signal: AbortSignal): Promise<void> {
    const { load } = this.#options.plan;
    await delay(START_IN_MS + rampMs(load) + load.durationMs / 4, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    try {
      await this.#options.servers.deploy((what) => this.#steps.push({ atSeconds: this.#elapsedMs() / 1000, what }));
    } catch (error) {
      this.#fail(reasonOf(error));
    }
    // What comes of the last one is a part of it.
    await delay(load.durationMs / 4, undefined, { signal }).catch(() => {});
  }

  #elapsedMs(): number {
    return Math.max(0, Date.now() - this.#startedAt.getTime());
  }

  #fail(reason: string): void {
    this.#failure ??= reason;
    this.#giveUp();
  }

  #report(): Report {
    const { plan, servers, interrupted } = this.#options;
    const ending: Ending = this.#failure !== null ? 'failed' : interrupted.aborted ? 'interrupted' : 'done';
    return reportOf({
      plan,
      series: this.#series,
      startedAt: this.#startedAt,
      seconds: this.#seconds,
      ending,
      failure: this.#failure,
      servers: servers.watched.map(({ name }) => name),
      steps: this.#steps,
      emptyBytes: this.#fleet.emptyBytes,
    });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
