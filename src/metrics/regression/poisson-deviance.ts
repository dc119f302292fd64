/** Mean Poisson deviance. */
import { logExcess } from '../log-excess.ts';
import { defineRowMean, eachRow } from '../row-mean.ts';

/** NaN when a true value is negative or a predicted one is not positive. */
export const meanPoissonDeviance = defineRowMean({
  name: 'poisson_deviance',
  description: 'Mean Poisson deviance: for counts and rates.',
  tasks: ['regression'],
  direction: 'minimize',
  bounds: [0, Number.POSITIVE_INFINITY],
  needs: 'values',
  interval: 'bca',
  perRow: (outcomes) =>
    eachRow(outcomes, (truth, predicted) => {
      if (!(truth >= 0 && predicted > 0)) return Number.NaN;
      return truth === 0 ? 2 * predicted : 2 * truth * logExcess(predicted, truth);
    }),
});
