import { type Counter, counters, type Measure, measures } from '../measure/recorder.ts';
import { escapeHtml } from './escape-html.ts';
import { lostPercent, mediaLines, usedWays, wayNames } from './media-line.ts';
import { figure, number } from './plot.ts';
import { plotsOf } from './plots.ts';
import type { Report } from './report.ts';
import { style } from './style.ts';

/** The report as one HTML page that needs nothing else. */
export function pageOf(report: Report): string {
  const title = `Load test: ${report.scenario}`;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><main>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(capitalised(report.about))}.</p>
${verdict(report)}
${keyFigures(report)}
<h2>What was run</h2>${table(['', ''], setting(report), 'words')}
<h2>Latencies</h2>${latencies(report)}
<h2>Counts</h2>${table(['what', 'how many'], counted(report))}
<h2>Errors</h2>${errors(report)}
${steps(report)}
<h2>Over time</h2>
<div class="plots">${plotsOf(report).map(figure).join('\n')}</div>
</main></body></html>
`;
}

function verdict({ ending, failure, generator, errors, missing }: Report): string {
  const isGood = ending === 'done' && missing === 0 && !generator.bottleneck && Object.keys(errors).length === 0;
  const lines = [
    ending === 'interrupted' ? 'It was stopped before its end; the figures are of what was done.' : '',
    ending === 'failed' ? `It failed: ${failure ?? ''}` : '',
    missing > 0 ? `${missing} times, someone who was to come in or back had not by the end.` : '',
    generator.bottleneck
      ? `The generator may have been the bottleneck: ${generator.bottleneck}.`
      : 'The generator kept up.',
    Object.keys(errors).length > 0 ? 'There were errors; they are listed below.' : 'There was no error.',
  ];
  const said = lines.map((line) => (line ? `<p>${escapeHtml(line)}</p>` : '')).join('');
  return `<div class="verdict ${isGood ? 'good' : 'bad'}">${said}</div>`;
}

/** What is looked for first. */
function keyFigures({ peak, errors: found, missing, latencies: { join, delivery }, counts }: Report): string {
  const errorCount = Object.values(found).reduce((sum, each) => sum + each, 0);
  const figures: [name: string, value: string | undefined][] = [
    ['inside at most', number(peak.inside)],
    ['errors', number(errorCount)],
    ['not in by the end', number(missing)],
    ['join, p99', join && `${number(join.p99)} ms`],
    ['chat, p99', delivery && `${number(delivery.p99)} ms`],
    ...usedWays(counts).map((way): [string, string] => [
      `packets lost, ${wayNames[way]}`,
      `${number(lostPercent(way, counts))} %`,
    ]),
  ];
  const shown = figures.filter(([, value]) => value !== undefined);
  return `<dl class="key">${shown.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl>`;
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function setting(report: Report): [string, string][] {
  const { load, media, processes, seed, servers, machine, startedAt, seconds, peak, generator } = report;
  const { connections, roomSize, joinsPerSecond, durationMs } = load;
  return [
    ['started', `${startedAt}, for ${number(seconds)} s`],
    [
      'load',
      `${connections} bots in rooms of ${roomSize}, ${number(joinsPerSecond)} a second, then ${durationMs / 1000} s`,
    ],
    ['most at once', `${peak.connections} connections, ${peak.inside} inside`],
    ['servers', servers.join(', ')],
    [
      'generator',
      `${processes} ${processes === 1 ? 'process' : 'processes'}, seed ${seed}, at most ${number(generator.busiestCpuShare * 100)} % of a core each`,
    ],
    ['media', media ?? 'none'],
    ...mediaLines(report.counts),
    ['memory of a bot', generator.bytesPerBot === null ? 'not known' : `${number(generator.bytesPerBot / 1024)} KiB`],
    ['machine', machine],
  ];
}

function latencies(report: Report): string {
  const rows = Object.entries(report.latencies).map(([measure, { count, p50, p90, p99, max }]) => {
    const values = [p50, p90, p99, max].map((value) => number(value));
    return [measures[measure as Measure], String(count), ...values];
  });
  return table(['what', 'count', 'p50 (ms)', 'p90 (ms)', 'p99 (ms)', 'max (ms)'], rows);
}

function counted({ counts }: Report): string[][] {
  return Object.entries(counts).map(([counter, count]) => [counters[counter as Counter], String(count)]);
}

function errors({ errors: found }: Report): string {
  const rows = Object.entries(found).map(([kind, count]) => [kind, String(count)]);
  return rows.length > 0 ? table(['what', 'how often'], rows) : '<p>None.</p>';
}

function steps({ steps: done }: Report): string {
  if (done.length === 0) return '';
  const rows = done.map(({ atSeconds, what }) => [number(atSeconds), what]);
  return `<h2>What was done to the servers</h2>${table(['seconds', 'what'], rows)}`;
}

/** The first cell of each row names it. */
function table(heads: readonly string[], rows: readonly (readonly string[])[], kind = 'figures'): string {
  const head = heads.some((each) => each !== '')
    ? `<thead><tr>${heads.map((each) => `<th scope="col">${escapeHtml(each)}</th>`).join('')}</tr></thead>`
    : '';
  const body = rows.map(([first = '', ...rest]) => {
    const cells = rest.map((each) => `<td>${escapeHtml(each)}</td>`).join('');
    return `<tr><th scope="row">${escapeHtml(first)}</th>${cells}</tr>`;
  });
  return `<table class="${kind}">${head}<tbody>${body.join('')}</tbody></table>`;
}
