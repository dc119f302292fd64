/** Mean absolute error. */
import { defineRowMean, eachRow } from '../row-mean.ts';

/** In the unit of the target. */
export const meanAbsoluteError = defineRowMean({
  name: 'mae',
  description: 'Mean distance of prediction and truth, in the unit of the target.',
  tasks: ['regression'],
  direction: 'minimize',
  bounds: [0, Number.POSITIVE_INFINITY],
  needs: 'values',
  interval: 'bca',
  perRow: (outcomes) => eachRow(outcomes, (truth, predicted) => Math.abs(truth - predicted)),
});
