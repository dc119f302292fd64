/** Mean gamma deviance. */
import { log } from '../../math/log.ts';
import { defineRowMean, eachRow } from '../row-mean.ts';

/** NaN when a true or predicted value is not positive. */
export const meanGammaDeviance = defineRowMean({
  name: 'gamma_deviance',
  description: 'Mean gamma deviance: relative errors of positive amounts.',
  tasks: ['regression'],
  direction: 'minimize',
  bounds: [0, Number.POSITIVE_INFINITY],
  needs: 'values',
  interval: 'bootstrap',
  onRequest: true,
  perRow: (outcomes) =>
    eachRow(outcomes, (truth, predicted) => {
      if (!(truth > 0 && predicted > 0)) return Number.NaN;
      return Math.max(0, 2 * (log(predicted / truth) + truth / predicted - 1));
    }),
});
