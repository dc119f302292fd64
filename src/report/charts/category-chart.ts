/** Shares of named categories, two or more series side by side: how often each value occurred then and now. */
import type { Html } from '../html.ts';
import { draw, type Frame, type Shape } from './draw.ts';
import type { ChartRole } from './palette.ts';
import { shortName } from './short-name.ts';
import { chartWidth } from './size.ts';
import { roundTicks } from './ticks.ts';

export interface CategoryChart {
  readonly id: string;
  readonly label: string;
  readonly names: readonly string[];
  /** One share (0 to 1) per name. */
  readonly series: readonly { readonly shares: readonly number[]; readonly role: ChartRole }[];
}

const barHeight = 11;

export function categoryChart({ id, label, names, series }: CategoryChart): Promise<Html> {
  const shown = names.map((name) => shortName(name, 20));
  const longest = shown.reduce((length, name) => Math.max(length, [...name].length), 0);
  const margin = { top: 6, right: 20, bottom: 44, left: 14 + Math.ceil(longest * 6.8) };
  const ticks = roundTicks(0, Math.max(0.01, ...series.flatMap((one) => one.shares)) * 100, 4);
  const bars = (frame: Frame): Shape[] =>
    names.flatMap((_, row) =>
      series.map((one, i): Shape => {
        const [x, y] = frame.at((one.shares[row] ?? 0) * 100, row);
        const top = y + (i - series.length / 2) * barHeight;
        return {
          kind: 'rect',
          x: frame.x,
          y: top,
          width: x - frame.x,
          height: barHeight - 1,
          role: one.role,
          opacity: 0.8,
        };
      }),
    );
  return draw({
    id,
    label,
    width: chartWidth,
    height: margin.top + margin.bottom + Math.max(1, names.length) * (series.length * barHeight + 10),
    margin,
    x: { kind: 'value', ticks, title: '% of rows' },
    y: { kind: 'names', names: shown },
    layers: [bars],
  });
}
