/** Root mean squared error. */
import { defineRowMean, eachRow } from '../row-mean.ts';

/** In the unit of the target. */
export const rootMeanSquaredError = defineRowMean({
  name: 'rmse',
  description: 'Root of the mean squared error, in the unit of the target.',
  tasks: ['regression'],
  direction: 'minimize',
  bounds: [0, Number.POSITIVE_INFINITY],
  needs: 'values',
  interval: 'bca',
  perRow: (outcomes) => eachRow(outcomes, (truth, predicted) => (truth - predicted) * (truth - predicted)),
  fromMean: Math.sqrt,
});
