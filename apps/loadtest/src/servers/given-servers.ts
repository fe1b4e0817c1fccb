import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { FlagError } from '../flags.ts';
import type { Servers } from './servers.ts';

const ANSWER_LIMIT_MS = 10_000;
const DEPLOY_LIMIT_MS = 3_600_000;

/** Servers that run already. Throws a {@link FlagError} for one that does not answer. */
export async function givenServers(targets: readonly URL[], deployCommand: readonly string[] | null): Promise<Servers> {
  const hubs = await Promise.all(targets.map(reachable));
  return {
    places: { gateway: hubs[0] ?? '', hubs },
    watched: hubs.map((url) => ({ name: new URL(url).host, url })),
    deploy: async (tell) => {
      const [program = '', ...words] = deployCommand ?? [];
      tell(`running ${program}`);
      const child = spawn(program, words, { stdio: 'ignore', timeout: DEPLOY_LIMIT_MS });
      const [code] = await once(child, 'exit');
      if (code !== 0) throw new Error(`the deploy command ended with ${code}`);
      tell('the deploy command is done');
    },
    log: () => '',
    close: async () => {},
  };
}

/** By its IPv4 address where there are two: each bot then has an address of its own. */
async function reachable(target: URL): Promise<string> {
  const origins =
    target.hostname === 'localhost'
      ? [target.origin.replace('localhost', '127.0.0.1'), target.origin]
      : [target.origin];
  for (const origin of origins) {
    const response = await fetch(`${origin}/api/me`, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) }).catch(
      () => null,
    );
    if (response) return origin;
  }
  throw new FlagError(`nothing answers at ${target.origin}`);
}
