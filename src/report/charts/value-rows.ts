/** What charts with one row per name share: where a value lies across, and how a name stands above its mark. */
import type { Frame, Shape } from './draw.ts';
import { chartWidth } from './size.ts';
import { fitText } from './text-width.ts';
import type { Ticks } from './ticks.ts';

/** Room at both sides of names, in pixels. */
export const sideMargin = 6;

/** The horizontal pixel of a value; one beyond the ticks lies at their end. */
export function pixel(value: number, ticks: Ticks, frame: Frame): number {
  const inside = Math.min(Math.max(value, ticks.min), ticks.max);
  return frame.x + ((inside - ticks.min) / (ticks.max - ticks.min)) * frame.width;
}

/** A name at the left, with the lines behind it kept off its letters. */
export function nameAbove(name: string, y: number): Shape {
  const text = fitText(name, chartWidth - 2 * sideMargin);
  return { kind: 'text', at: [sideMargin, y], text, role: 'ink', align: 'left', halo: true };
}
