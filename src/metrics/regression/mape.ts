/** Mean absolute percentage error. */
import { defineRowMean, eachRow } from '../row-mean.ts';

/** Distance of doubles at 1. */
const epsilon = 2.220446049250313e-16;

/** A share, not a percentage: 0.1 is 10 %. Huge when a true value is 0, because scikit-learn's smallest divisor is kept. */
export const meanAbsolutePercentageError = defineRowMean({
  name: 'mape',
  description: 'Mean distance of prediction and truth as a share of the truth; huge where the truth is 0.',
  tasks: ['regression'],
  direction: 'minimize',
  bounds: [0, Number.POSITIVE_INFINITY],
  needs: 'values',
  interval: 'bca',
  perRow: (outcomes) =>
    eachRow(outcomes, (truth, predicted) => Math.abs(predicted - truth) / Math.max(Math.abs(truth), epsilon)),
});
