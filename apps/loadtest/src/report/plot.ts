import { escapeHtml } from './escape-html.ts';

export interface Line {
  readonly name: string;
  /** One for each of the plot's times; null where nothing is known. */
  readonly values: readonly (number | null)[];
}

export interface Plot {
  readonly title: string;
  /** Of the values. */
  readonly unit: string;
  /** In seconds. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  /** For latencies, which differ by powers of ten. */
  readonly isLogarithmic?: boolean;
}

const WIDTH = 760;
const HEIGHT = 260;
const LEFT = 64;
const BOTTOM = 36;
const TOP = 12;
const RIGHT = 12;
/** Lines differ by their dashes too, for who does not see colours. */
const DASHES = ['none', '8 4', '2 3', '10 3 2 3', '5 2', '1 2'];

/** Draws a plot as SVG, without anything from elsewhere. A table of the same numbers stands beside it, in a fold. */
export function figure(plot: Plot): string {
  const legend = plot.lines.map(({ name }, index) => `<li>${sample(index)}${escapeHtml(name)}</li>`).join('');
  return `<figure><figcaption><h3>${escapeHtml(`${plot.title} (${plot.unit})`)}</h3></figcaption>
<ul class="legend">${legend}</ul>
${svg(plot)}
<details><summary>${escapeHtml(plot.title)}: the numbers</summary>${table(plot)}</details></figure>`;
}

function svg({ title, times, lines, isLogarithmic }: Plot): string {
  const values = lines.flatMap((line) => line.values.filter((value) => value !== null));
  const scale = isLogarithmic ? logarithmic(values) : linear(values);
  const lastTime = Math.max(1, times.at(-1) ?? 1);
  const x = (seconds: number) => LEFT + (seconds / lastTime) * (WIDTH - LEFT - RIGHT);
  const y = (value: number) => HEIGHT - BOTTOM - scale.place(value) * (HEIGHT - BOTTOM - TOP);
  const ticks = scale.ticks.map((tick) => horizontal(y(tick), number(tick))).join('');
  const paths = lines.map((line, index) => path(line, index, times, x, y)).join('');
  const marks = timeTicks(lastTime).map((seconds) => text(x(seconds), HEIGHT - BOTTOM + 16, 'middle', number(seconds)));
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(`${title} over time; the numbers follow`)}">
${ticks}${marks.join('')}${text(WIDTH - RIGHT, HEIGHT - 4, 'end', 'seconds')}${paths}</svg>`;
}

interface Scale {
  /** From 0, at the bottom, to 1. */
  place(value: number): number;
  readonly ticks: readonly number[];
}

function linear(values: readonly number[]): Scale {
  const most = Math.max(...values, 0);
  const step = niceStep(most || 1);
  const count = Math.max(1, Math.ceil(most / step - 1e-9));
  const top = step * count;
  return { place: (value) => value / top, ticks: Array.from({ length: count + 1 }, (_, index) => index * step) };
}

/** By powers of ten, around what there is. */
function logarithmic(values: readonly number[]): Scale {
  const positive = values.filter((value) => value > 0);
  const least = Math.floor(Math.log10(Math.min(...positive, 10)));
  const most = Math.max(least + 1, Math.ceil(Math.log10(Math.max(...positive, 1))));
  const place = (value: number) => Math.max(0, (Math.log10(Math.max(value, 1e-9)) - least) / (most - least));
  return { place, ticks: Array.from({ length: most - least + 1 }, (_, index) => 10 ** (least + index)) };
}

/** 1, 2 or 5 times a power of ten, so that there are about five. */
function niceStep(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most / 5));
  return (([1, 2, 5, 10].find((factor) => factor * power * 5 >= most) ?? 10) as number) * power;
}

function timeTicks(lastTime: number): number[] {
  const step = Math.max(1, niceStep(lastTime));
  return Array.from({ length: Math.floor(lastTime / step) + 1 }, (_, index) => index * step);
}

/** Where nothing is known the line has a gap; a point with gaps around it is a dot. */
function path(
  { values }: Line,
  index: number,
  times: readonly number[],
  x: (seconds: number) => number,
  y: (value: number) => number,
): string {
  let isDrawing = false;
  const steps = values.map((value, at) => {
    const step = value === null ? '' : `${isDrawing ? 'L' : 'M'}${x(times[at] ?? 0).toFixed(1)} ${y(value).toFixed(1)}`;
    const isAlone = value !== null && !isDrawing && (values[at + 1] ?? null) === null;
    isDrawing = value !== null;
    return isAlone ? `${step}h0.1` : step;
  });
  return `<path class="line line-${index}" stroke-dasharray="${dashes(index)}" d="${steps.join('')}"/>`;
}

const dashes = (index: number) => DASHES[index % DASHES.length];

function sample(index: number): string {
  return `<svg class="sample" viewBox="0 0 32 8" aria-hidden="true"><path class="line line-${index}" stroke-dasharray="${dashes(index)}" d="M0 4H32"/></svg>`;
}

function horizontal(y: number, label: string): string {
  return `<path class="grid" d="M${LEFT} ${y.toFixed(1)}H${WIDTH - RIGHT}"/>${text(LEFT - 6, y + 4, 'end', label)}`;
}

function text(x: number, y: number, anchor: string, words: string): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${escapeHtml(words)}</text>`;
}

/** Short: at most four significant digits. */
export function number(value: number): string {
  return Number(value.toPrecision(4)).toLocaleString('en', { maximumFractionDigits: 6 });
}

function table({ unit, times, lines }: Plot): string {
  const heads = lines.map(({ name }) => `<th scope="col">${escapeHtml(name)} (${escapeHtml(unit)})</th>`).join('');
  const rows = times.map((seconds, at) => {
    const cells = lines.map(({ values }) => {
      const value = values[at] ?? null;
      return `<td>${value === null ? '–' : number(value)}</td>`;
    });
    return `<tr><th scope="row">${number(seconds)}</th>${cells.join('')}</tr>`;
  });
  return `<div class="scroll" role="region" aria-label="numbers" tabindex="0"><table><thead><tr><th scope="col">seconds</th>${heads}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}
