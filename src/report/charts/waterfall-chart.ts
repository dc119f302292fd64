/** How one figure comes about: from a starting value, one bar per part, to the end. */
import type { Html } from '../html.ts';
import { draw, type Frame, type Shape } from './draw.ts';
import { endOverhang } from './margins.ts';
import type { ChartRole } from './palette.ts';
import { chartWidth } from './size.ts';
import { fitText, textWidth } from './text-width.ts';
import { roundTicks, type Ticks } from './ticks.ts';
import { pixel, sideMargin } from './value-rows.ts';

export interface WaterfallChart {
  readonly id: string;
  readonly label: string;
  readonly title: string;
  readonly start: { readonly name: string; readonly value: number; readonly text: string };
  /** Top to bottom; `text` is printed at the bar, with its sign, so that colour is not the only one. */
  readonly parts: readonly { readonly name: string; readonly value: number; readonly text: string }[];
  readonly end: { readonly name: string; readonly text: string };
}

/** Colours of parts that raise and that lower. */
export const waterfallRoles = { up: 'accent', down: 'model' } as const;

const rowHeight = 40;
const thickness = 13;

export function waterfallChart(chart: WaterfallChart): Promise<Html> {
  const { start, parts, end } = chart;
  const reached = [start.value];
  for (const { value } of parts) reached.push(reached[reached.length - 1] + value);
  const [low, high] = [Math.min(...reached), Math.max(...reached)];
  const pad = (high - low) * 0.08;
  const ticks = roundTicks(low - pad, high + pad, 4);
  const margin = { top: 6, right: Math.max(14, endOverhang(ticks)), bottom: 44, left: 20 };
  const rows = parts.length + 2;
  return draw({
    id: chart.id,
    label: chart.label,
    width: chartWidth,
    height: margin.top + margin.bottom + rowHeight * rows,
    margin,
    x: { kind: 'value', ticks, title: chart.title },
    y: { kind: 'names', names: Array.from({ length: rows }, () => '') },
    layers: [
      (frame) => {
        const middle = (row: number) => frame.at(ticks.min, row)[1];
        const last = reached[reached.length - 1];
        return [
          ...levelShapes(start, start.value, middle(0), ticks, frame),
          ...parts.flatMap((part, i) => [
            joint(reached[i], middle(i), middle(i + 1), ticks, frame),
            ...partShapes(part, reached[i], middle(i + 1), ticks, frame),
          ]),
          joint(last, middle(rows - 2), middle(rows - 1), ticks, frame),
          ...levelShapes(end, last, middle(rows - 1), ticks, frame),
        ];
      },
    ],
  });
}

/** Where the chart begins or ends: a mark across the row. */
function levelShapes(
  { name, text }: { readonly name: string; readonly text: string },
  value: number,
  middle: number,
  ticks: Ticks,
  frame: Frame,
): Shape[] {
  const x = pixel(value, ticks, frame);
  const y = middle + 8;
  const mark: Shape = {
    kind: 'line',
    points: [
      [x, y - 8],
      [x, y + 8],
    ],
    role: 'ink',
    width: 3,
  };
  return [...headShapes(name, text, middle, true), mark];
}

function partShapes(
  { name, value, text }: WaterfallChart['parts'][number],
  from: number,
  middle: number,
  ticks: Ticks,
  frame: Frame,
): Shape[] {
  const role: ChartRole = value < 0 ? waterfallRoles.down : waterfallRoles.up;
  const [a, b] = [pixel(from, ticks, frame), pixel(from + value, ticks, frame)];
  const [x, width] = [Math.min(a, b), Math.max(1, Math.abs(b - a))];
  const bar: Shape = { kind: 'rect', x, y: middle + 8 - thickness / 2, width, height: thickness, role, opacity: 0.85 };
  return [...headShapes(name, text, middle, false), bar];
}

/** The name at the left and the figure at the right, above the mark. */
function headShapes(name: string, text: string, middle: number, bold: boolean): Shape[] {
  const y = middle - 10;
  const room = chartWidth - 3 * sideMargin - textWidth(text);
  return [
    { kind: 'text', at: [sideMargin, y], text: fitText(name, room), role: 'ink', align: 'left', bold, halo: true },
    { kind: 'text', at: [chartWidth - sideMargin, y], text, role: 'ink', align: 'right', bold, halo: true },
  ];
}

function joint(value: number, from: number, to: number, ticks: Ticks, frame: Frame): Shape {
  const x = pixel(value, ticks, frame);
  return {
    kind: 'line',
    points: [
      [x, from + 8],
      [x, to + 8],
    ],
    role: 'grid',
    width: 1,
  };
}
