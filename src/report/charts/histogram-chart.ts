/** Histograms over shared edges, as shares of their own rows: residuals alone, or a reference with the current rows laid over it. */
import type { Html } from '../html.ts';
import { draw, type Frame, type Shape } from './draw.ts';
import { margins } from './margins.ts';
import type { ChartRole } from './palette.ts';
import { chartHeight, chartWidth } from './size.ts';
import { roundTicks, type Ticks } from './ticks.ts';

export interface HistogramSeries {
  /** Rows per bin: one fewer than edges. */
  readonly counts: readonly number[];
  readonly role: ChartRole;
  /** A filled shape, or its outline alone (for the one laid over another). */
  readonly style: 'filled' | 'outline';
}

export interface HistogramChart {
  readonly id: string;
  readonly label: string;
  readonly title: string;
  /** Ascending. */
  readonly edges: readonly number[];
  /** Later series are drawn over earlier ones. */
  readonly series: readonly HistogramSeries[];
}

export function histogramChart(chart: HistogramChart): Promise<Html> {
  const { edges } = chart;
  const shares = chart.series.map((series) => sharesOf(series.counts));
  const highest = Math.max(0, ...shares.flat());
  const y = roundTicks(0, highest > 0 ? highest * 100 : 1, 4);
  const x = roundTicks(edges[0], edges[edges.length - 1], 4);
  return draw({
    id: chart.id,
    label: chart.label,
    width: chartWidth,
    height: chartHeight,
    margin: margins(x, y),
    x: { kind: 'value', title: chart.title, ticks: x, grid: false },
    y: { kind: 'value', title: '% of rows', ticks: y },
    layers: chart.series.map((series, i) => (frame: Frame) => seriesShapes(edges, shares[i], series, { x, y }, frame)),
  });
}

function sharesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : count / total));
}

function seriesShapes(
  edges: readonly number[],
  shares: readonly number[],
  { role, style }: HistogramSeries,
  ticks: { readonly x: Ticks; readonly y: Ticks },
  frame: Frame,
): Shape[] {
  const steps = shares.flatMap((share, i) => [frame.at(edges[i], share * 100), frame.at(edges[i + 1], share * 100)]);
  const outline = [frame.at(edges[0], ticks.y.min), ...steps, frame.at(edges[edges.length - 1], ticks.y.min)];
  const line: Shape = { kind: 'line', points: outline, role, width: style === 'filled' ? 1 : 2 };
  return style === 'filled' ? [{ kind: 'area', points: outline, role, opacity: 0.35 }, line] : [line];
}
