/** Points over two numeric axes. Many points become a grid of counts, so the picture stays small whatever the rows. */
import type { Html } from '../html.ts';
import { draw, type Frame, type Shape } from './draw.ts';
import { margins } from './margins.ts';
import { chartHeight, chartWidth, maxDots } from './size.ts';
import { roundTicks, type Ticks } from './ticks.ts';

export interface ScatterChart {
  readonly id: string;
  readonly label: string;
  readonly x: { readonly title: string };
  readonly y: { readonly title: string };
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** `diagonal`: the line y = x over equal axes; `zero`: the line y = 0. */
  readonly guide: 'diagonal' | 'zero';
}

const columns = 64;
const rows = 48;
const levels = 6;
/** Up to this many dots are drawn large. */
const fewDots = 150;
const dotLayers = 8;
/** The renderer leaves out lines of no length; this one is still round to the eye. */
const dotLength = 0.6;

export function scatterChart(chart: ScatterChart): Promise<Html> {
  const points = chart.points.filter((point) => Number.isFinite(point.x) && Number.isFinite(point.y));
  const [xTicks, yTicks] = ticksOf(points, chart.guide);
  const guide = chart.guide === 'diagonal' ? [xTicks.min, xTicks.max] : [0, 0];
  return draw({
    id: chart.id,
    label: chart.label,
    width: chartWidth,
    height: chartHeight,
    margin: margins(xTicks, yTicks),
    x: { kind: 'value', title: chart.x.title, ticks: xTicks, grid: false },
    y: { kind: 'value', title: chart.y.title, ticks: yTicks },
    layers: [
      (frame) => (points.length > maxDots ? countShapes(points, xTicks, yTicks, frame) : dotShapes(points, frame)),
      (frame) => [
        {
          kind: 'line',
          points: [frame.at(xTicks.min, guide[0]), frame.at(xTicks.max, guide[1])],
          role: 'accent',
          width: 1.5,
          dash: [4, 4],
        },
      ],
    ],
  });
}

function ticksOf(points: ScatterChart['points'], guide: ScatterChart['guide']): [Ticks, Ticks] {
  const x = rangeOf(points.map((point) => point.x));
  const y = rangeOf(points.map((point) => point.y));
  if (guide === 'zero') {
    const reach = Math.max(Math.abs(y[0]), Math.abs(y[1]));
    return [roundTicks(x[0], x[1], 4), roundTicks(-reach, reach, 4)];
  }
  const both = roundTicks(Math.min(x[0], y[0]), Math.max(x[1], y[1]), 4);
  return [both, both];
}

function rangeOf(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    values.length === 0 ? [0, 1] : [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

/** Dots are dealt into a few see-through paths: small in bytes, and still darker where many rows meet. */
function dotShapes(points: ScatterChart['points'], frame: Frame): Shape[] {
  const many = points.length > fewDots;
  const paths = Array.from({ length: Math.min(points.length, dotLayers) }, () => '');
  points.forEach((point, i) => {
    const [x, y] = frame.at(point.x, point.y);
    paths[i % dotLayers] += `M${(x - dotLength / 2).toFixed(1)} ${y.toFixed(1)}h${dotLength}`;
  });
  return paths.map((path) => ({ kind: 'path', path, role: 'model', width: many ? 3 : 6, opacity: many ? 0.4 : 0.55 }));
}

/** One path per level of darkness; the level grows with the square root of the count, so that rare cells stay visible. */
function countShapes(points: ScatterChart['points'], xTicks: Ticks, yTicks: Ticks, frame: Frame): Shape[] {
  const counts = new Int32Array(columns * rows);
  for (const point of points) counts[cellOf(point.y, yTicks, rows) * columns + cellOf(point.x, xTicks, columns)] += 1;
  const largest = counts.reduce((most, count) => Math.max(most, count), 1);
  const [width, height] = [frame.width / columns, frame.height / rows];
  const paths = Array.from({ length: levels }, () => '');
  counts.forEach((count, cell) => {
    if (count === 0) return;
    const level = Math.min(levels - 1, Math.floor(Math.sqrt(count / largest) * levels));
    const x = frame.x + (cell % columns) * width;
    const y = frame.y + frame.height - (Math.floor(cell / columns) + 1) * height;
    paths[level] += `M${x.toFixed(1)} ${y.toFixed(1)}h${width.toFixed(1)}v${height.toFixed(1)}h-${width.toFixed(1)}Z`;
  });
  return paths.flatMap((path, level): Shape[] =>
    path === '' ? [] : [{ kind: 'path', path, role: 'model', opacity: 0.3 + (0.7 * level) / (levels - 1) }],
  );
}

function cellOf(value: number, ticks: Ticks, cells: number): number {
  return Math.min(cells - 1, Math.max(0, Math.floor(((value - ticks.min) / (ticks.max - ticks.min)) * cells)));
}
