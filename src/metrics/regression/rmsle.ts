/** Root mean squared logarithmic error. */
import { log1p } from '../../math/log.ts';
import { defineRowMean, eachRow } from '../row-mean.ts';

/** NaN when a true or predicted value is -1 or less. */
export const rootMeanSquaredLogError = defineRowMean({
  name: 'rmsle',
  description: 'Root of the mean squared difference of log(1 + value): relative errors count.',
  tasks: ['regression'],
  direction: 'minimize',
  bounds: [0, Number.POSITIVE_INFINITY],
  needs: 'values',
  interval: 'bca',
  perRow: (outcomes) =>
    eachRow(outcomes, (truth, predicted) => {
      if (!(truth > -1 && predicted > -1)) return Number.NaN;
      const share = (truth - predicted) / (1 + predicted);
      // The difference of the logarithms in one where values are close, so that no digits cancel.
      const distance = Math.abs(share) < 0.5 ? log1p(share) : log1p(truth) - log1p(predicted);
      return distance * distance;
    }),
  fromMean: Math.sqrt,
});
