/** The line on which both axes say the same. */
import type { Line } from './line-chart.ts';

/** From 0 to 1, where shares of one kind equal those of the other: chance, or exact probabilities. */
export const diagonal: Line = {
  points: [
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ],
  role: 'reference',
  dashed: true,
};
