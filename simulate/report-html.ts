import { escapeHtml } from '../apps/loadtest/src/report/escape-html.ts';
import { type Line, lineChart } from './line-chart.ts';
import { type Row, rowsOf, summaryOf } from './report-rows.ts';
import type { Result } from './simulate.ts';

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:960px;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}td,th{padding:.2rem .6rem;border-bottom:1px solid #ddd;text-align:right}
th:first-child{text-align:left;font-weight:400}th[colspan]{font-weight:600;padding-top:1rem}
svg{width:100%;font-size:12px}figure{margin:1.5rem 0}figcaption{font-weight:600}`;

/** The whole report as one file that needs no other. */
export function htmlOf(result: Result): string {
  const title = `${result.options.connections.toLocaleString('en-US')} people, simulated`;
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>${title}</title><style>${STYLE}</style><h1>${title}</h1>`,
    ...summaryOf(result).map((line) => `<p>${escapeHtml(line)}</p>`),
    tableOf(rowsOf(result)),
    ...chartsOf(result),
    '</html>\n',
  ].join('\n');
}

function tableOf(rows: readonly Row[]): string {
  const columns = rows[0]?.length ?? 1;
  const lines = rows.map((row) => {
    if (row.length === 1) return `<tr><th colspan="${columns}" scope="colgroup">${escapeHtml(row[0] ?? '')}</th></tr>`;
    const [name = '', ...values] = row.map(escapeHtml);
    return `<tr><th scope="row">${name}</th>${values.map((value) => `<td>${value}</td>`).join('')}</tr>`;
  });
  return `<table>${lines.join('\n')}</table>`;
}

function chartsOf({ autoscaler, sizes }: Result): string[] {
  const { points } = autoscaler;
  const over = (value: (point: (typeof points)[number]) => number) =>
    points.map((point) => [point.atMs / 1000, value(point)] as const);
  const bySecond = (counts: readonly number[]) => counts.map((count, second) => [second, count] as const);
  const each = (name: 'deploy' | 'zoneLoss' | 'totalCut', what: 'seatedPerSecond' | 'triesPerSecond'): Line[] =>
    sizes.map((size) => ({ name: `${size.pods} pods`, points: bySecond(size[name][what]) }));
  return [
    lineChart('Pods that serve, as the autoscaler has it', [{ name: 'pods', points: over(({ pods }) => pods) }]),
    lineChart('People while the house grows', [
      { name: 'in meetings', points: over(({ present }) => present) },
      { name: 'waiting for a place', points: over(({ waiting }) => waiting) },
    ]),
    lineChart('A deploy of all pods: moves a second', each('deploy', 'seatedPerSecond')),
    lineChart('The loss of a zone: let in a second', each('zoneLoss', 'seatedPerSecond')),
    lineChart('The loss of a zone: tries a second', each('zoneLoss', 'triesPerSecond')),
    lineChart('Everyone cut off: let in a second', each('totalCut', 'seatedPerSecond')),
    lineChart('Everyone cut off: tries a second', each('totalCut', 'triesPerSecond')),
  ];
}
