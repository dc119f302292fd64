/** Room around a chart of two numeric axes: as much as its labels need. */
import { textWidth } from './text-width.ts';
import { type Ticks, tickLabels } from './ticks.ts';

/** Pixels on each side; the title of the vertical axis stands above it, that of the horizontal one below. */
export function margins(x: Ticks, y: Ticks) {
  return { top: 30, right: Math.max(14, endOverhang(x)), bottom: 44, left: Math.max(34, 14 + widest(tickLabels(y))) };
}

/** How far the last label of a horizontal axis reaches beyond the axis. */
export function endOverhang(x: Ticks): number {
  const labels = tickLabels(x);
  return Math.ceil(textWidth(labels[labels.length - 1]) / 2) + 2;
}

/** Pixels that the widest of some texts takes. */
export function widest(texts: readonly string[]): number {
  return Math.ceil(texts.reduce((most, text) => Math.max(most, textWidth(text)), 0));
}
