/** Root mean squared logarithmic error. */
import { log1p } from '../../math/log.ts';
import { defineRowMean, eachRow } from '../row-mean.ts';

const logOf = (value: number): number => (value > -1 ? log1p(value) : Number.NaN);

/** NaN when a true or predicted value is -1 or less. */
export const rootMeanSquaredLogError = defineRowMean({
  name: 'rmsle',
  description: 'Root of the mean squared difference of log(1 + value): relative errors count.',
  tasks: ['regression'],
  direction: 'minimize',
  bounds: [0, Number.POSITIVE_INFINITY],
  needs: 'values',
  interval: 'bootstrap',
  onRequest: true,
  perRow: (outcomes) =>
    eachRow(outcomes, (truth, predicted) => {
      const distance = logOf(truth) - logOf(predicted);
      return distance * distance;
    }),
  fromMean: Math.sqrt,
});
