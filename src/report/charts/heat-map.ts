/** A square of counts: rows are what was, columns what was said. Shade is the share within the row. */
import type { Html } from '../html.ts';
import { formatCount } from '../number-format.ts';
import { draw, type Frame, type Shape } from './draw.ts';
import { shortName } from './short-name.ts';
import { chartWidth } from './size.ts';

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

export function heatMap(chart: HeatMap): Promise<Html> {
  const size = chart.names.length;
  const names = chart.names.map((name) => shortName(name, size > 6 ? 9 : 12));
  const longest = names.reduce((length, name) => Math.max(length, [...name].length), 0);
  const left = 16 + Math.ceil(longest * 6.8);
  const side = chartWidth - left - 10;
  return draw({
    id: chart.id,
    label: chart.label,
    width: chartWidth,
    height: 28 + Math.round(side * (size <= 3 ? 0.72 : 1)) + 46,
    margin: { top: 28, right: 10, bottom: 46, left },
    x: { kind: 'names', names: fittingNames(names, side), title: chart.xTitle },
    y: { kind: 'names', names, title: chart.yTitle },
    layers: [(frame) => cellShapes(chart, frame)],
  });
}

/** Names below narrow columns would overlap: only as many characters as a column holds. */
function fittingNames(names: readonly string[], side: number): string[] {
  const fitting = Math.max(1, Math.floor(side / Math.max(1, names.length) / 6.8));
  return names.map((name) => shortName(name, fitting));
}

function cellShapes({ counts, names }: HeatMap, frame: Frame): Shape[] {
  const width = frame.width / names.length;
  const height = frame.height / names.length;
  return counts.flatMap((row, i) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.flatMap((count, j): Shape[] => {
      const share = total === 0 ? 0 : count / total;
      const x = frame.x + j * width;
      const y = frame.y + i * height;
      const cell: Shape = {
        kind: 'rect',
        x: x + 1,
        y: y + 1,
        width: width - 2,
        height: height - 2,
        role: 'model',
        opacity: 0.05 + 0.95 * share,
        radius: 3,
      };
      if (names.length > maxPrinted) return [cell];
      const text = formatCount(count);
      return [
        cell,
        {
          kind: 'text',
          at: [x + width / 2, y + height / 2],
          text,
          role: share > 0.55 ? 'on-model' : 'ink',
          size: Math.max(7, Math.min(14, Math.floor((width - 4) / (text.length * 0.6)))),
          bold: i === j,
        },
      ];
    });
  });
}
