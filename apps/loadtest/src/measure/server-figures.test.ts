import { expect, it } from 'vitest';
import { readFigures } from './server-figures.ts';

const metrics = `# HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.
# TYPE process_cpu_seconds_total counter
process_cpu_seconds_total 1.5
process_resident_memory_bytes 104857600
nodejs_eventloop_lag_p99_seconds 0.012
websocket_connections 42
websocket_connections_limit 10000
hub_joins_put_off_total 7
sfu_worker_cpu_seconds_total{worker="0"} 1.25
sfu_worker_cpu_seconds_total{worker="1"} 0.5
`;

it('reads what a server says of itself', () => {
  const figures = { cpuSeconds: 1.5, memoryBytes: 104857600, lagP99Ms: 12, connections: 42, putOff: 7 };
  expect(readFigures(metrics)).toEqual({ ...figures, workersCpuSeconds: 1.75 });
});

it('takes a server without a hub, and no other page', () => {
  expect(readFigures('process_cpu_seconds_total 2\nprocess_resident_memory_bytes 1e8\n')).toMatchObject({
    cpuSeconds: 2,
    memoryBytes: 1e8,
    connections: 0,
    workersCpuSeconds: null,
  });
  expect(readFigures('<!doctype html><title>404</title>')).toBeNull();
  const broken = metrics.replace('} 0.5', '} NaN');
  expect(readFigures(broken)?.workersCpuSeconds).toBeNull();
  expect(readFigures('process_cpu_seconds_total NaN\nprocess_resident_memory_bytes 1\n')).toBeNull();
});
