/** Mean Tweedie deviance of power 1. */
import { defineRowMean, eachRow } from '../row-mean.ts';

/** NaN when a true value is negative or a predicted one is not positive. */
export const meanTweedieDeviance = defineRowMean({
  name: 'tweedie_deviance',
  description: 'Mean Tweedie deviance of power 1.5: for amounts that are often 0.',
  tasks: ['regression'],
  direction: 'minimize',
  bounds: [0, Number.POSITIVE_INFINITY],
  needs: 'values',
  interval: 'bca',
  perRow: (outcomes) =>
    eachRow(outcomes, (truth, predicted) => {
      if (!(truth >= 0 && predicted > 0)) return Number.NaN;
      const root = Math.sqrt(predicted);
      const distance = (truth - predicted) / (Math.sqrt(truth) + root);
      return (4 * distance * distance) / root;
    }),
});
