/** Lines over two numeric axes, each with an optional confidence band: ROC, precision-recall, calibration, a metric over time. */
import type { Html } from '../html.ts';
import { draw, type Frame, type Shape } from './draw.ts';
import { margins } from './margins.ts';
import type { ChartRole } from './palette.ts';
import { chartHeight, chartWidth, maxCurvePoints } from './size.ts';
import type { Ticks } from './ticks.ts';

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  /** Bounds of the band; drawn where both are given. */
  readonly low?: number;
  readonly high?: number;
}

export interface Line {
  readonly points: readonly CurvePoint[];
  readonly role: ChartRole;
  readonly dashed?: boolean;
  /** Marks each point, and draws bounds as a whisker at it instead of a band. */
  readonly dots?: boolean;
}

export interface LineChart {
  readonly id: string;
  readonly label: string;
  readonly x: { readonly title: string; readonly ticks: Ticks };
  readonly y: { readonly title: string; readonly ticks: Ticks };
  /** Later lines are drawn over earlier ones. */
  readonly lines: readonly Line[];
}

export function lineChart(chart: LineChart): Promise<Html> {
  return draw({
    id: chart.id,
    label: chart.label,
    width: chartWidth,
    height: chartHeight,
    margin: margins(chart.x.ticks, chart.y.ticks),
    x: { kind: 'value', ...chart.x, grid: false },
    y: { kind: 'value', ...chart.y },
    layers: chart.lines.map((line) => (frame: Frame) => lineShapes(line, chart, frame)),
  });
}

function lineShapes(line: Line, chart: LineChart, frame: Frame): Shape[] {
  const finite = line.points.filter((point) => Number.isFinite(point.x) && Number.isFinite(point.y));
  const points = line.dots === true ? finite : thinned(finite, chart);
  if (points.length === 0) return [];
  const bounded = points.filter(hasBounds);
  const path: Shape = {
    kind: 'line',
    points: points.map((point) => frame.at(point.x, point.y)),
    role: line.role,
    width: line.dashed === true ? 1.5 : 2,
    ...(line.dashed === true ? { dash: [4, 4] } : {}),
  };
  if (line.dots === true) {
    return [
      ...bounded.map(
        (point): Shape => ({
          kind: 'line',
          points: [frame.at(point.x, point.low), frame.at(point.x, point.high)],
          role: line.role,
          width: 1.5,
        }),
      ),
      ...(points.length > 1 ? [path] : []),
      ...points.map((point): Shape => ({ kind: 'dot', at: frame.at(point.x, point.y), radius: 3.5, role: line.role })),
    ];
  }
  const band: Shape = {
    kind: 'area',
    points: [
      ...bounded.map((point) => frame.at(point.x, point.high)),
      ...bounded.toReversed().map((point) => frame.at(point.x, point.low)),
    ],
    role: line.role,
    opacity: 0.16,
  };
  return bounded.length > 1 ? [band, path] : [path];
}

function hasBounds(point: CurvePoint): point is CurvePoint & { low: number; high: number } {
  return Number.isFinite(point.low) && Number.isFinite(point.high);
}

/** Leaves out points that lie closer to the last kept one than a pixel could show; keeps both ends. */
function thinned(points: readonly CurvePoint[], { x, y }: LineChart): CurvePoint[] {
  if (points.length <= maxCurvePoints) return [...points];
  const width = (x.ticks.max - x.ticks.min) / (maxCurvePoints / 2);
  const height = (y.ticks.max - y.ticks.min) / (maxCurvePoints / 2);
  const kept = [points[0]];
  for (const point of points.slice(1, -1)) {
    const last = kept[kept.length - 1];
    if (Math.abs(point.x - last.x) >= width || Math.abs(point.y - last.y) >= height) kept.push(point);
  }
  return [...kept, points[points.length - 1]];
}
