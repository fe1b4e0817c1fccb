import { readFlags } from '../flags.ts';
import { type MediaWay, mediaWays } from '../measure/media-ways.ts';
import { Recorder } from '../measure/recorder.ts';
import { Series } from '../measure/series.ts';
import { type Report, reportOf } from './report.ts';

/** A report of a short run; for tests. `lateMs` is how late the generator was; of `packets` sent a tenth is lost each way. */
export function sampleReport({
  bots = 20,
  lateMs = 1,
  error = '',
  cpuShare = 0.4,
  packets = 0,
  ways = ['mesh'] as MediaWay[],
} = {}): Report {
  const plan = readFlags(['join-storm', '--connections', '20'], { cores: 2 });
  if (plan === 'help') throw new Error('nobody asked for help');
  const series = new Series(3000);
  for (const second of [0, 1, 2]) {
    const recorder = new Recorder();
    recorder.count('due', 11);
    recorder.count('joined', 10);
    recorder.took('late', lateMs);
    for (let ms = 1; ms <= 10; ms += 1) if (second !== 1) recorder.took('join', ms * 10);
    if (packets > 0) {
      for (const { linking, linked, link, sent, received, lost } of ways.map((way) => mediaWays[way])) {
        recorder.count(linking, 2);
        recorder.count(linked);
        recorder.took(link, 250);
        recorder.count(sent, packets);
        recorder.count(received, packets * 0.9);
        recorder.count(lost, packets * 0.1);
      }
    }
    if (error) recorder.failed(error);
    const load = { connections: bots, inside: bots, cpuShare, memoryBytes: 50e6 };
    series.tell(0, second * 1000, recorder.drain(), load);
    const server = {
      cpuShare: 0.5,
      memoryBytes: 100e6,
      lagP99Ms: 3,
      connections: 20,
      putOff: 0,
      workersCpuShare: ways.includes('node') ? 0.25 : null,
    };
    series.tellServers(second * 1000, [second === 0 ? null : server]);
  }
  return reportOf({
    plan,
    series,
    startedAt: new Date('2026-01-31T09:05:00.000Z'),
    seconds: 3,
    ending: 'done',
    failure: null,
    servers: ['hub <1>'],
    steps: [{ atSeconds: 2, what: 'stopping hub 1' }],
    emptyBytes: 40e6,
  });
}
