/** Named values with their intervals, one row each: importance as bars, baseline against model as dots. */
import type { Html } from '../html.ts';
import { draw, type Frame, type Shape } from './draw.ts';
import type { ChartRole } from './palette.ts';
import { shortName } from './short-name.ts';
import { chartWidth } from './size.ts';
import { roundTicks, type Ticks } from './ticks.ts';

export interface IntervalRow {
  readonly name: string;
  readonly value: number | null;
  readonly ci?: readonly [number, number] | null;
  readonly role?: ChartRole;
  /** Printed beside the mark. */
  readonly text?: string;
}

export interface IntervalChart {
  readonly id: string;
  readonly label: string;
  readonly mark: 'bar' | 'dot';
  /** Top to bottom. */
  readonly rows: readonly IntervalRow[];
  readonly title: string;
  /** Default: round ticks around the values, from 0 for bars. */
  readonly ticks?: Ticks;
  /** A dashed line across all rows: a threshold, the level of chance. */
  readonly guide?: number;
}

const rowHeight = 26;
const longestName = 20;

export function intervalChart(chart: IntervalChart): Promise<Html> {
  const names = chart.rows.map((row) => shortName(row.name, longestName));
  const longest = names.reduce((length, name) => Math.max(length, [...name].length), 0);
  const ticks = chart.ticks ?? ticksOf(chart);
  const margin = { top: 6, right: 20, bottom: 44, left: 14 + Math.ceil(longest * 6.8) };
  const step = chart.mark === 'dot' ? rowHeight * 1.6 : rowHeight;
  return draw({
    id: chart.id,
    label: chart.label,
    width: chartWidth,
    height: Math.round(margin.top + margin.bottom + step * Math.max(1, chart.rows.length)),
    margin,
    x: { kind: 'value', ticks, title: chart.title },
    y: { kind: 'names', names },
    layers: [
      (frame) => (chart.guide === undefined ? [] : guideShapes(chart.guide, ticks, frame)),
      (frame) => chart.rows.flatMap((row, i) => rowShapes(row, i, chart.mark, ticks, frame)),
    ],
  });
}

function ticksOf(chart: IntervalChart): Ticks {
  const ends = chart.rows.flatMap((row) => [row.value, ...(row.ci ?? [])]).filter((end) => end !== null);
  if (chart.guide !== undefined) ends.push(chart.guide);
  if (chart.mark === 'bar' || ends.length === 0) ends.push(0);
  return roundTicks(Math.min(...ends), Math.max(...ends), 4);
}

function guideShapes(guide: number, ticks: Ticks, frame: Frame): Shape[] {
  const x = pixel(guide, ticks, frame);
  return [
    {
      kind: 'line',
      points: [
        [x, frame.y],
        [x, frame.y + frame.height],
      ],
      role: 'muted',
      width: 1.2,
      dash: [4, 4],
    },
  ];
}

function rowShapes(row: IntervalRow, index: number, mark: 'bar' | 'dot', ticks: Ticks, frame: Frame): Shape[] {
  if (row.value === null) return [];
  const role = row.role ?? 'model';
  const [, y] = frame.at(ticks.min, index);
  const x = pixel(row.value, ticks, frame);
  const whisker = row.ci
    ? whiskerShapes(row.ci, y, mark === 'bar' ? 'ink' : role, mark === 'bar' ? 1.4 : 2.5, ticks, frame)
    : [];
  if (mark === 'dot')
    return [...whisker, { kind: 'dot', at: [x, y], radius: 5.5, role }, ...textShapes(row, x, y, frame)];
  const zero = pixel(Math.min(Math.max(0, ticks.min), ticks.max), ticks, frame);
  const [left, right] = x < zero ? [x, zero] : [zero, x];
  return [
    { kind: 'rect', x: left, y: y - 8, width: right - left, height: 16, role, opacity: 0.75, radius: 2 },
    ...whisker,
  ];
}

function whiskerShapes(
  ci: readonly [number, number],
  y: number,
  role: ChartRole,
  width: number,
  ticks: Ticks,
  frame: Frame,
): Shape[] {
  const [low, high] = [pixel(ci[0], ticks, frame), pixel(ci[1], ticks, frame)];
  const cap = (x: number): Shape => ({
    kind: 'line',
    points: [
      [x, y - 4],
      [x, y + 4],
    ],
    role,
    width,
  });
  return [
    {
      kind: 'line',
      points: [
        [low, y],
        [high, y],
      ],
      role,
      width,
    },
    cap(low),
    cap(high),
  ];
}

/** Above the mark, kept inside the frame. */
function textShapes(row: IntervalRow, x: number, y: number, frame: Frame): Shape[] {
  if (row.text === undefined) return [];
  const half = row.text.length * 3.3;
  const at = Math.min(Math.max(x, frame.x + half), frame.x + frame.width - half);
  return [{ kind: 'text', at: [at, y - 14], text: row.text, role: 'ink', bold: true }];
}

function pixel(value: number, ticks: Ticks, frame: Frame): number {
  const inside = Math.min(Math.max(value, ticks.min), ticks.max);
  return frame.x + ((inside - ticks.min) / (ticks.max - ticks.min)) * frame.width;
}
