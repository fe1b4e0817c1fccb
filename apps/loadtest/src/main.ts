import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FlagError, helpText, type RunPlan, readFlags } from './flags.ts';
import { pageOf } from './report/page.ts';
import type { Report } from './report/report.ts';
import { summaryOf } from './report/summary.ts';
import { LoadRun } from './run.ts';
import { Screen } from './screen.ts';
import { givenServers } from './servers/given-servers.ts';
import { OwnServers } from './servers/own-servers.ts';
import type { Servers } from './servers/servers.ts';

const STOPPED_BY_SIGNAL = 130;
const worker = fileURLToPath(new URL('./worker.js', import.meta.url));

async function main(): Promise<number> {
  const plan = readFlags(process.argv.slice(2), { cores: cpus().length });
  if (plan === 'help') {
    process.stdout.write(helpText());
    return 0;
  }
  const screen = new Screen(process.stdout, () => performance.now());
  screen.show({ name: 'starting', what: plan.targets ? 'Looking for the servers …' : 'Starting servers …' });
  const servers = await serversOf(plan);
  try {
    const report = await new LoadRun({ plan, servers, worker, screen, interrupted: interruption() }).run();
    const folder = save(report, plan.out);
    screen.print(summaryOf(report, folder));
    if (report.ending === 'failed') screen.print(servers.log());
    return report.ending === 'done' ? 0 : report.ending === 'interrupted' ? STOPPED_BY_SIGNAL : 1;
  } finally {
    await servers.close();
  }
}

function serversOf(plan: RunPlan): Promise<Servers> {
  const { targets, deployCommand, servers, load, media, serverEnv, serverCores } = plan;
  if (targets) return givenServers(targets, deployCommand);
  return OwnServers.start({ hubs: servers, load, media: media !== null, env: serverEnv, cores: serverCores });
}

/** The first signal ends the run with a report. A second one waits for nothing. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => (controller.signal.aborted ? process.exit(STOPPED_BY_SIGNAL) : controller.abort()));
  }
  return controller.signal;
}

function save(report: Report, out: string | null): string {
  const time = report.startedAt.replaceAll(/[-:]|\..*$/g, '');
  const folder = out ?? join('test-results', 'loadtest', `${report.scenario}-${time}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'report.json'), `${JSON.stringify(report, rounded, 1)}\n`);
  writeFileSync(join(folder, 'report.html'), pageOf(report));
  return folder;
}

// Who reads along may go away: the report is still to be written.
process.stdout.on('error', () => {});

/** To the microsecond, or the like: what comes after that is noise. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1000) / 1000 : value;
}

main().then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`${error instanceof FlagError ? `loadtest: ${error.message}` : error.stack}\n`);
    process.exit(1);
  },
);
