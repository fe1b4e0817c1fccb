import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const setup = fileURLToPath(new URL('../../../../deploy/coturn', import.meta.url));
const START_LIMIT_MS = 20_000;
const isRoot = process.getuid?.() === 0;

export const startScript = join(setup, 'start.sh');

/** The real coturn as `deploy/coturn` sets it up, on a free port of loopback, in a folder of its own; for tests. */
export class Coturn {
  readonly port: number;
  readonly secret = 'a secret of the test';
  readonly #folder: string;
  readonly #process: ChildProcess;
  #said = '';

  /** `options` go to turnserver beside what its file says. */
  static async start(options: readonly string[] = []): Promise<Coturn> {
    const coturn = new Coturn(await freePort(), options);
    try {
      await coturn.#untilReady();
    } catch (error) {
      await coturn.stop();
      throw error;
    }
    return coturn;
  }

  private constructor(port: number, options: readonly string[]) {
    this.port = port;
    this.#folder = mkdtempSync(join(tmpdir(), 'cline-meet-turn-'));
    // A copy: the clone may stand where another user cannot read.
    cpSync(setup, this.#folder, { recursive: true });
    if (isRoot) execFileSync('chown', ['-R', 'turnserver', this.#folder]);
    const files = [`--pidfile=${join(this.#folder, 'pid')}`, `--userdb=${join(this.#folder, 'db')}`];
    const addresses = [
      `--listening-port=${port}`,
      '--listening-ip=127.0.0.1',
      '--relay-ip=127.0.0.1',
      '--relay-ip=::1',
    ];
    const args = [...files, ...addresses, '--no-tls', '--no-dtls', ...options];
    this.#process = spawn(...asServer(join(this.#folder, 'start.sh'), args), {
      cwd: this.#folder,
      env: { PATH: process.env.PATH, TMPDIR: this.#folder, TURN_SECRET: this.secret },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk) => {
        this.#said += chunk;
      });
    }
  }

  get url(): string {
    return `turn:127.0.0.1:${this.port}?transport=udp`;
  }

  /** What it said so far. */
  get log(): string {
    return this.#said;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = once(this.#process, 'exit');
      this.#process.kill('SIGTERM');
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #untilReady(): Promise<void> {
    for (const deadline = Date.now() + START_LIMIT_MS; ; await delay(50)) {
      if (this.#said.includes('Relay ports initialization done')) return;
      if (this.#process.exitCode !== null || Date.now() > deadline) {
        throw new Error(`coturn does not start (Debian: apt install coturn): ${this.#said}`);
      }
    }
  }
}

/** As the user that its package made, where the tests run as root. It ends with us. */
function asServer(path: string, args: string[]): [string, string[]] {
  if (!isRoot) return [path, args];
  const user = ['--reuid=turnserver', '--regid=turnserver', '--init-groups', '--pdeathsig=TERM'];
  return ['setpriv', [...user, path, ...args]];
}

/** Below those that systems, and media workers, give to sockets of their own: none can take it before coturn does. */
const PORTS = { from: 3000, to: 9999 };

async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(PORTS.from, PORTS.to + 1);
    const socket = createSocket('udp4').bind(port, '127.0.0.1');
    const isFree = await once(socket, 'listening').then(
      () => true,
      () => false,
    );
    socket.close();
    if (isFree) return port;
  }
}
