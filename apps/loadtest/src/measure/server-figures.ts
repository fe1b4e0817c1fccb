/** What a server says of itself at `/metrics`. */
export interface ServerFigures {
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
  /** Of its event loop, since it was asked last. */
  readonly lagP99Ms: number;
  readonly connections: number;
  /** Joins and returns that were told to come later, in all. */
  readonly putOff: number;
  /** Of all media workers; null where there are none. It is read every few seconds. */
  readonly workersCpuSeconds: number | null;
}

const TIMEOUT_MS = 5_000;

/** Asks one server; null where it does not answer, or not with figures. */
export async function askServer(url: string): Promise<ServerFigures | null> {
  try {
    const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return response.ok ? readFigures(await response.text()) : null;
  } catch {
    return null;
  }
}

/** Reads the text format of Prometheus; null where it is another page. */
export function readFigures(text: string): ServerFigures | null {
  const cpuSeconds = figureOf(text, 'process_cpu_seconds_total');
  const memoryBytes = figureOf(text, 'process_resident_memory_bytes');
  if (cpuSeconds === null || memoryBytes === null) return null;
  return {
    cpuSeconds,
    memoryBytes,
    lagP99Ms: (figureOf(text, 'nodejs_eventloop_lag_p99_seconds') ?? 0) * 1000,
    connections: figureOf(text, 'websocket_connections') ?? 0,
    putOff: figureOf(text, 'hub_joins_put_off_total') ?? 0,
    workersCpuSeconds: sumOf(text, 'sfu_worker_cpu_seconds_total'),
  };
}

function figureOf(text: string, name: string): number | null {
  const found = new RegExp(`^${name} (\\S+)$`, 'm').exec(text);
  const value = Number(found?.[1]);
  return found && Number.isFinite(value) ? value : null;
}

/** Of a metric that has labels; null where there is none of it. */
function sumOf(text: string, name: string): number | null {
  const found = [...text.matchAll(new RegExp(`^${name}\\{[^}]*\\} (\\S+)$`, 'gm'))].map(([, value]) => Number(value));
  const sum = found.reduce((all, each) => all + each, 0);
  return found.length > 0 && Number.isFinite(sum) ? sum : null;
}
