import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stringify } from 'yaml';
import { freePort, temporaryFolder } from '../../scripts/built-server.mjs';

const POLL_MS = 250;
const PATIENCE_MS = 20_000;

/** Resolves with the first answer of `ask` that `isEnough`; rejects with the last one when patience is at its end. */
export async function until(ask, isEnough) {
  const endsAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (isEnough(answer)) return answer;
    if (performance.now() > endsAt) throw new Error(`still ${JSON.stringify(answer)} after ${PATIENCE_MS / 1000} s`);
    await delay(POLL_MS);
  }
}

/** A Prometheus on loopback that scrapes and evaluates each second. */
export async function startPrometheus({ scrapes, ruleFiles }) {
  const folder = temporaryFolder();
  const port = await freePort();
  const config = join(folder.path, 'prometheus.yml');
  const global = { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' };
  writeFileSync(config, stringify({ global, rule_files: ruleFiles, scrape_configs: scrapes }));
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder.path, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=error',
  ];
  const child = spawn('prometheus', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  const address = `http://127.0.0.1:${port}`;
  await until(
    () =>
      fetch(`${address}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
    (ready) => ready,
  );
  return {
    /** The series that an expression of PromQL gives now, each with its labels and its value. */
    async query(expr) {
      const answer = await fetch(`${address}/api/v1/query?${new URLSearchParams({ query: expr })}`);
      const { data, error } = await answer.json();
      if (error) throw new Error(`${expr}: ${error}`);
      return data.result;
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
      folder.remove();
    },
  };
}
