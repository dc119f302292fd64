/** Named values with their intervals, one row each: importance as bars, baseline against model as dots. */
import type { Html } from '../html.ts';
import { draw, type Frame, nameGap, type Shape } from './draw.ts';
import { endOverhang, widest } from './margins.ts';
import type { ChartRole } from './palette.ts';
import { chartWidth } from './size.ts';
import { textWidth } from './text-width.ts';
import { roundTicks, type Ticks } from './ticks.ts';
import { nameAbove, pixel } from './value-rows.ts';

export interface IntervalRow {
  readonly name: string;
  readonly value: number | null;
  readonly ci?: readonly [number, number] | null;
  readonly role?: ChartRole;
  /** Printed above the mark; for rows with short names only. */
  readonly text?: string;
}

export interface IntervalChart {
  readonly id: string;
  readonly label: string;
  readonly mark: 'bar' | 'dot';
  /** Top to bottom. */
  readonly rows: readonly IntervalRow[];
  readonly title: string;
  /** A dashed line across all rows: a threshold, the level of chance. */
  readonly guide?: number;
}

/** Names wider than this stand above their marks instead of beside them. */
const mostBeside = 140;

export function intervalChart(chart: IntervalChart): Promise<Html> {
  const ticks = ticksOf(chart);
  const beside = widest(chart.rows.map((row) => row.name));
  const above = beside > mostBeside;
  const rowHeight = above ? 40 : chart.mark === 'dot' ? 42 : 26;
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
    y: { kind: 'names', names: chart.rows.map((row) => (above ? '' : row.name)) },
    layers: [
      (frame) => (chart.guide === undefined ? [] : guideShapes(chart.guide, ticks, frame)),
      (frame) =>
        chart.rows.flatMap((row, i) => {
          const [, middle] = frame.at(ticks.min, i);
          return above
            ? [nameAbove(row.name, middle - 10), ...rowShapes(row, middle + 8, 12, chart.mark, ticks, frame)]
            : rowShapes(row, middle, 16, chart.mark, ticks, frame);
        }),
    ],
  });
}

/** Round ticks around all values, from 0 for bars; dots are given some room on both sides. */
function ticksOf(chart: IntervalChart): Ticks {
  const ends = chart.rows.flatMap((row) => [row.value, ...(row.ci ?? [])]).filter((end) => end !== null);
  if (chart.guide !== undefined) ends.push(chart.guide);
  if (chart.mark === 'bar' || ends.length === 0) ends.push(0);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const pad = chart.mark === 'dot' ? (high - low) * 0.04 : 0;
  return roundTicks(low >= 0 ? Math.max(0, low - pad) : low - pad, high + pad, 4);
}

function guideShapes(guide: number, ticks: Ticks, frame: Frame): Shape[] {
  const x = pixel(guide, ticks, frame);
  const points = [
    [x, frame.y],
    [x, frame.y + frame.height],
  ] as const;
  return [{ kind: 'line', points, role: 'muted', width: 1.2, dash: [4, 4] }];
}

function rowShapes(
  row: IntervalRow,
  y: number,
  thickness: number,
  mark: 'bar' | 'dot',
  ticks: Ticks,
  frame: Frame,
): Shape[] {
  if (row.value === null) {
    return [{ kind: 'text', at: [frame.x + 4, y], text: 'not defined', role: 'muted', align: 'left' }];
  }
  const role = row.role ?? 'model';
  const x = pixel(row.value, ticks, frame);
  if (mark === 'dot') {
    const whisker = row.ci ? whiskerShapes(row.ci, y, role, 2.5, ticks, frame) : [];
    return [...whisker, { kind: 'dot', at: [x, y], radius: 4, role }, ...textShapes(row, x, y, frame)];
  }
  const zero = pixel(0, ticks, frame);
  const [left, right] = x < zero ? [x, zero] : [zero, x];
  const bar: Shape = {
    kind: 'rect',
    x: left,
    y: y - thickness / 2,
    width: right - left,
    height: thickness,
    role,
    opacity: 0.75,
    radius: Math.min(2, (right - left) / 2),
  };
  return [bar, ...(row.ci ? whiskerShapes(row.ci, y, 'ink', 1.4, ticks, frame) : [])];
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
  const line = (from: readonly [number, number], to: readonly [number, number]): Shape => ({
    kind: 'line',
    points: [from, to],
    role,
    width,
  });
  return [line([low, y], [high, y]), line([low, y - 6], [low, y + 6]), line([high, y - 6], [high, y + 6])];
}

/** Above the mark, kept inside the frame. */
function textShapes(row: IntervalRow, x: number, y: number, frame: Frame): Shape[] {
  if (row.text === undefined) return [];
  const half = textWidth(row.text) / 2;
  const at = Math.min(Math.max(x, frame.x + half), frame.x + frame.width - half);
  return [{ kind: 'text', at: [at, y - 14], text: row.text, role: 'ink', bold: true }];
}
