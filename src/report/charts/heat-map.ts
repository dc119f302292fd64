/** A square of counts: rows are what was, columns what was said. Shade is the share within the row. */
import type { Html } from '../html.ts';
import { formatCount } from '../number-format.ts';
import { draw, type Frame, nameGap, type Shape } from './draw.ts';
import { widest } from './margins.ts';
import { chartWidth } from './size.ts';
import { fitText, textWidth } from './text-width.ts';

export interface HeatMap {
  readonly id: string;
  readonly label: string;
  readonly names: readonly string[];
  /** `counts[row][column]`. */
  readonly counts: readonly (readonly number[])[];
  readonly xTitle: string;
  readonly yTitle: string;
}

/** Counts are printed into cells up to this many names; beyond, shade alone speaks. */
const maxPrinted = 8;
/** Pixels for a name beside or below its cells. */
const nameRoom = 84;

export function heatMap(chart: HeatMap): Promise<Html> {
  const size = chart.names.length;
  const names = chart.names.map((name) => fitText(name, nameRoom));
  const room = widest(names);
  const left = room + nameGap + 4;
  const side = chartWidth - left - 6;
  const upright = room > side / size - 4;
  const bottom = upright ? room + nameGap + 26 : 46;
  return draw({
    id: chart.id,
    label: chart.label,
    width: chartWidth,
    height: 26 + Math.round(side * (size <= 3 ? 0.72 : 1)) + bottom,
    margin: { top: 26, right: 6, bottom, left },
    x: { kind: 'names', names, title: chart.xTitle, ...(upright ? { upright: room } : {}) },
    y: { kind: 'names', names, title: chart.yTitle },
    layers: [(frame) => cellShapes(chart, frame)],
  });
}

function cellShapes({ counts, names }: HeatMap, frame: Frame): Shape[] {
  const width = frame.width / names.length;
  const height = frame.height / names.length;
  const gap = names.length > maxPrinted ? 0.5 : 1;
  return counts.flatMap((row, i) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.flatMap((count, j): Shape[] => {
      const x = frame.x + j * width;
      const y = frame.y + i * height;
      const cell: Shape = {
        kind: 'rect',
        x: x + gap,
        y: y + gap,
        width: width - 2 * gap,
        height: height - 2 * gap,
        role: 'cell',
        opacity: 0.07 + 0.93 * (total === 0 ? 0 : count / total),
        radius: gap * 3,
      };
      return names.length > maxPrinted ? [cell] : [cell, countShape(count, i === j, [x, y, width, height])];
    });
  });
}

function countShape(
  count: number,
  bold: boolean,
  [x, y, width, height]: readonly [number, number, number, number],
): Shape {
  const text = formatCount(count);
  const fitting = Math.floor((width - 6) / textWidth(text, 1));
  return {
    kind: 'text',
    at: [x + width / 2, y + height / 2],
    text,
    role: 'ink',
    size: Math.max(7, Math.min(15, fitting)),
    bold,
  };
}
