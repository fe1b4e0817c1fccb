import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comeBack, guest, host } from '../../apps/server/src/server-people-fixture.ts';
import { killServers, runServerUntilReady } from '../../apps/server/src/server-process-fixture.ts';
import { freePort } from '../../scripts/built-server.mjs';
import { drawn, monitoringFolder, monitors, rules, selectorsOf, served } from './monitoring.mjs';
import { startPrometheus, until } from './prometheus-fixture.mjs';

/** A real Prometheus looks at a real server, the three roles in one process, as the monitors tell it to. */
let prometheus;
let clients;
beforeAll(async () => {
  const operatorPort = await freePort();
  const { address } = await runServerUntilReady({ OPERATOR_PORT: String(operatorPort) });
  const scrapes = monitors.map(({ job, namespace, path }) => ({
    job_name: job,
    metrics_path: path,
    static_configs: [{ targets: [`127.0.0.1:${operatorPort}`], labels: { namespace, pod: `${job}-0` } }],
  }));
  prometheus = await startPrometheus({ scrapes, ruleFiles: [join(monitoringFolder, 'rules.yaml')] });
  clients = await meet(address);
}, 90_000);
afterAll(async () => {
  for (const client of clients ?? []) client.socket.terminate();
  await prometheus?.stop();
  killServers();
});

const callReport = {
  mode: 'mesh',
  joinMs: 900,
  connections: { host: 0, srflx: 0, prflx: 0, relay: 1, failed: 0 },
  playedMs: 60_000,
  freezeCount: 0,
  frozenMs: 0,
  packetsReceived: 1000,
  packetsLost: 0,
  roundTripMs: 40,
};

/** A host and a guest who speaks, loses the network, comes back, and tells how the call was. */
async function meet(address) {
  const hanako = await host(address, 'Hanako');
  const ken = await guest(address, hanako.code, 'Ken');
  ken.client.send('chat_message', { text: 'hello' }, { id: 'm1' });
  await hanako.client.next('chat_message');
  ken.client.socket.terminate();
  await hanako.client.next('participant_state');
  const back = await comeBack(address, ken);
  await back.next('room_resumed');
  back.send('call_report', callReport);
  await back.settled();
  return [hanako.client, back];
}

/** Which of them give nothing; polled, since Prometheus needs two looks for a rate. */
async function silent(exprs) {
  const answers = await Promise.all(
    exprs.map(async (expr) => ((await prometheus.query(expr)).length === 0 ? expr : '')),
  );
  return answers.filter((expr) => expr !== '');
}
const allSpeak = (exprs) =>
  until(
    () => silent(exprs),
    (missing) => missing.length === 0,
  );

const selectors = (exprs) => [...new Set(exprs.flatMap(selectorsOf))];

it('counts what happened', async () => {
  const of = (name, labels) => `sum(${name}{job="realtime-hub"${labels ? `, ${labels}` : ''}})`;
  const wanted = [
    [of('websocket_connections'), 2],
    [of('hub_rooms'), 1],
    [of('hub_joins_total', 'outcome="joined"'), 2],
    [of('hub_resumes_total', 'outcome="replayed"'), 1],
    [of('hub_join_seconds_count', 'outcome="answered"'), 3],
    [of('websocket_messages_total', 'type="chat_message"'), 1],
    [of('websocket_closes_total', 'reason="lost"'), 1],
    [of('call_ways_total', 'way="relay"'), 1],
    [of('call_join_seconds_bucket', 'le="2"'), 1],
  ];
  await until(
    async () => {
      const values = await Promise.all(wanted.map(([expr]) => prometheus.query(expr)));
      return wanted.filter(([, value], at) => Number(values[at][0]?.value[1]) !== value).map(([expr]) => expr);
    },
    (wrong) => wrong.length === 0,
  );
}, 30_000);

describe('every series is there that', () => {
  it('the rules name', async () => {
    const exprs = rules.map(({ expr }) => expr);
    expect(selectors(exprs)).toContain('hub_join_seconds_bucket{outcome="answered", le="2"}');
    await allSpeak(selectors(exprs));
  }, 30_000);

  it('the rules record', () => allSpeak(rules.flatMap(({ record }) => record ?? [])), 30_000);

  it('the dashboard names and draws', async () => {
    expect(selectors(drawn)).toContain('websocket_connections{namespace=~".*"}');
    await allSpeak([...selectors(drawn), ...drawn]);
  }, 30_000);

  it('the adapter serves to the autoscaler', () => allSpeak(served), 30_000);
});

it('would be missed', async () => {
  const exprs = ['rate(websocket_conections[1m]) > 0.5 and on (job) up{job="hub"} == 1'];
  expect(await silent(selectors(exprs))).toEqual(['websocket_conections', 'up{job="hub"}']);
});

it('wakes nobody by this', async () => {
  expect(await prometheus.query('ALERTS{alertstate="firing"}')).toEqual([]);
});
