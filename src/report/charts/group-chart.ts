/** One group of points among all others: a panel of a picture that shows several groups side by side, without a colour for each. */
import type { Html } from '../html.ts';
import { draw, type Frame, type Shape } from './draw.ts';
import { margins } from './margins.ts';
import { chartHeight, chartWidth } from './size.ts';
import { roundTicks } from './ticks.ts';

export interface GroupPoint {
  readonly x: number;
  readonly y: number;
}

export interface GroupChart {
  readonly id: string;
  readonly label: string;
  readonly x: { readonly title: string };
  readonly y: { readonly title: string };
  /** The group that is shown, and all other points. */
  readonly own: readonly GroupPoint[];
  readonly others: readonly GroupPoint[];
}

/** The renderer leaves out lines of no length; this one is still round to the eye. */
const dotLength = 0.6;

/** The panel. Its axes hold all points, so that panels of the same points compare. */
export function groupChart({ id, label, x, y, own, others }: GroupChart): Promise<Html> {
  const all = [...own, ...others];
  const range = (of: (point: GroupPoint) => number) => {
    const values = all.map(of);
    const low = values.reduce((least, value) => Math.min(least, value), values.length > 0 ? Infinity : 0);
    const high = values.reduce((most, value) => Math.max(most, value), values.length > 0 ? -Infinity : 1);
    return roundTicks(low, high, 4);
  };
  const [xTicks, yTicks] = [range((point) => point.x), range((point) => point.y)];
  return draw({
    id,
    label,
    width: chartWidth,
    height: chartHeight,
    margin: margins(xTicks, yTicks),
    x: { kind: 'value', title: x.title, ticks: xTicks, grid: false },
    y: { kind: 'value', title: y.title, ticks: yTicks },
    layers: [
      (frame) => dots(others, frame, { role: 'muted', width: 3, opacity: 0.25 }),
      (frame) => dots(own, frame, { role: 'model', width: 4, opacity: 0.6 }),
    ],
  });
}

/** All points of one look in one path: small in bytes. */
function dots(
  points: readonly GroupPoint[],
  frame: Frame,
  look: { readonly role: 'muted' | 'model'; readonly width: number; readonly opacity: number },
): Shape[] {
  if (points.length === 0) return [];
  const path = points
    .map((point) => {
      const [x, y] = frame.at(point.x, point.y);
      return `M${(x - dotLength / 2).toFixed(1)} ${y.toFixed(1)}h${dotLength}`;
    })
    .join('');
  return [{ kind: 'path', path, ...look }];
}
