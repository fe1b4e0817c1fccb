import { escapeHtml } from '../apps/loadtest/src/report/escape-html.ts';

export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

const WIDTH = 720;
const HEIGHT = 240;
const LEFT = 70;
const BOTTOM = 30;
/** Told apart by those who do not see colours too: P. Okabe, M. Ito, "Color universal design". */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7'];
/** More points than the picture has columns show nothing more. */
const MOST_POINTS = 700;

/** A picture of lines over time in seconds, as SVG; the names of lines and axes are plain text. */
export function lineChart(title: string, lines: readonly Line[]): string {
  const points = lines.flatMap((line) => line.points);
  const xMost = points.reduce((most, [x]) => Math.max(most, x), 1);
  const yMost = points.reduce((most, [, y]) => Math.max(most, y), 1);
  const place = ([x, y]: readonly [number, number]) =>
    `${(LEFT + (x / xMost) * (WIDTH - LEFT - 10)).toFixed(1)},${(10 + (1 - y / yMost) * (HEIGHT - BOTTOM - 10)).toFixed(1)}`;
  const drawn = lines.map(
    ({ points: of }, at) =>
      `<polyline fill="none" stroke="${COLOURS[at % COLOURS.length]}" stroke-width="1.5" points="${thinned(of).map(place).join(' ')}"/>`,
  );
  const legend = lines.map(
    ({ name }, at) =>
      `<text x="${LEFT + 10 + at * 160}" y="24" fill="${COLOURS[at % COLOURS.length]}">${escapeHtml(name)}</text>`,
  );
  const base = HEIGHT - BOTTOM;
  return [
    `<figure><figcaption>${escapeHtml(title)}</figcaption>`,
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">`,
    `<path d="M${LEFT} 10V${base}H${WIDTH - 10}" fill="none" stroke="#888"/>`,
    `<text x="${LEFT - 6}" y="18" text-anchor="end">${Math.round(yMost).toLocaleString('en-US')}</text>`,
    `<text x="${LEFT - 6}" y="${base}" text-anchor="end">0</text>`,
    `<text x="${WIDTH - 10}" y="${HEIGHT - 8}" text-anchor="end">${Math.round(xMost)} s</text>`,
    ...drawn,
    ...legend,
    '</svg></figure>',
  ].join('\n');
}

/** Of each column the highest: peaks are what one looks for. */
function thinned(points: Line['points']): Line['points'] {
  const step = Math.ceil(points.length / MOST_POINTS);
  return Array.from({ length: Math.ceil(points.length / step) }, (_, at) =>
    points.slice(at * step, (at + 1) * step).reduce((highest, point) => (point[1] > highest[1] ? point : highest)),
  );
}
