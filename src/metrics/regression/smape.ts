/** Symmetric mean absolute percentage error. */
import { defineRowMean, eachRow } from '../row-mean.ts';

/** A share between 0 and 2; 0 where truth and prediction are both 0. */
export const symmetricMeanAbsolutePercentageError = defineRowMean({
  name: 'smape',
  description: 'Mean distance of prediction and truth as a share of the mean of their sizes, 0 to 2.',
  tasks: ['regression'],
  direction: 'minimize',
  bounds: [0, 2],
  needs: 'values',
  interval: 'bca',
  perRow: (outcomes) =>
    eachRow(outcomes, (truth, predicted) => {
      const size = (Math.abs(truth) + Math.abs(predicted)) / 2;
      return size === 0 ? 0 : Math.abs(predicted - truth) / size;
    }),
});
