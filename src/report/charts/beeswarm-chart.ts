/** What each of several columns adds to each of many rows: a swarm of dots per column, coloured by the column's own value. */
import type { Html } from '../html.ts';
import { draw, type Frame, nameGap, type Shape } from './draw.ts';
import { endOverhang, widest } from './margins.ts';
import type { ChartRole } from './palette.ts';
import { chartWidth } from './size.ts';
import { roundTicks, type Ticks } from './ticks.ts';
import { nameAbove, pixel } from './value-rows.ts';

export interface SwarmRow {
  readonly name: string;
  readonly points: readonly {
    readonly value: number;
    /** Where the row's own value stands among all, 0 to 1; null where there is no order (texts, missing). */
    readonly level: number | null;
  }[];
}

export interface BeeswarmChart {
  readonly id: string;
  readonly label: string;
  readonly title: string;
  /** Top to bottom. */
  readonly rows: readonly SwarmRow[];
}

/** Colours of low, middle and high values, and of those without order. */
export const swarmRoles = { low: 'model', middle: 'reference', high: 'accent', none: 'ink' } as const;

/** Names wider than this stand above their swarms instead of beside them. */
const mostBeside = 120;
const dotWidth = 3.4;
/** Dots of one column of pixels as wide as this lie above each other. */
const binWidth = 2.5;
const dotLength = 0.6;

export function beeswarmChart(chart: BeeswarmChart): Promise<Html> {
  const values = chart.rows.flatMap(({ points }) => points.map(({ value }) => value));
  const ticks = roundTicks(Math.min(0, least(values)), Math.max(0, -least(values.map((value) => -value))), 4);
  const beside = widest(chart.rows.map(({ name }) => name));
  const above = beside > mostBeside;
  const rowHeight = above ? 46 : 34;
  const margin = {
    top: 6,
    right: Math.max(14, endOverhang(ticks)),
    bottom: 44,
    left: above ? 20 : beside + nameGap + 4,
  };
  return draw({
    id: chart.id,
    label: chart.label,
    width: chartWidth,
    height: margin.top + margin.bottom + rowHeight * Math.max(1, chart.rows.length),
    margin,
    x: { kind: 'value', ticks, title: chart.title },
    y: { kind: 'names', names: chart.rows.map(({ name }) => (above ? '' : name)) },
    layers: [
      (frame) => {
        const x = pixel(0, ticks, frame);
        return [
          {
            kind: 'line',
            points: [
              [x, frame.y],
              [x, frame.y + frame.height],
            ],
            role: 'muted',
            width: 1.2,
          },
        ];
      },
      (frame) =>
        chart.rows.flatMap((row, i) => {
          const [, middle] = frame.at(ticks.min, i);
          if (!above) return swarmShapes(row, middle, rowHeight / 2 - 3, ticks, frame);
          return [nameAbove(row.name, middle - 15), ...swarmShapes(row, middle + 7, 13, ticks, frame)];
        }),
    ],
  });
}

/** One path per colour; dots that would lie on each other move apart, as far as `reach` allows. */
function swarmShapes({ points }: SwarmRow, middle: number, reach: number, ticks: Ticks, frame: Frame): Shape[] {
  const bins = points.map(({ value }) => Math.floor(pixel(value, ticks, frame) / binWidth));
  const counts = new Map<number, number>();
  for (const bin of bins) counts.set(bin, (counts.get(bin) ?? 0) + 1);
  const most = Math.max(1, ...counts.values());
  const step = Math.min(dotWidth, (2 * reach) / most);
  const placed = new Map<number, number>();
  const paths = new Map<ChartRole, string>();
  points.forEach(({ value, level }, i) => {
    const nth = placed.get(bins[i]) ?? 0;
    placed.set(bins[i], nth + 1);
    const side = nth % 2 === 0 ? 1 : -1;
    const y = middle + side * Math.ceil(nth / 2) * step;
    const role = roleOf(level);
    const x = pixel(value, ticks, frame) - dotLength / 2;
    paths.set(role, `${paths.get(role) ?? ''}M${x.toFixed(1)} ${y.toFixed(1)}h${dotLength}`);
  });
  return [...paths].map(([role, path]) => ({ kind: 'path', path, role, width: dotWidth, opacity: 0.75 }));
}

function roleOf(level: number | null): ChartRole {
  if (level === null) return swarmRoles.none;
  if (level < 1 / 3) return swarmRoles.low;
  return level > 2 / 3 ? swarmRoles.high : swarmRoles.middle;
}

function least(values: readonly number[]): number {
  return values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
}
