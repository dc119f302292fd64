/** Mean gamma deviance. */
import { logExcess } from '../log-excess.ts';
import { defineRowMean, eachRow } from '../row-mean.ts';

/** NaN when a true or predicted value is not positive. */
export const meanGammaDeviance = defineRowMean({
  name: 'gamma_deviance',
  description: 'Mean gamma deviance: relative errors of positive amounts.',
  tasks: ['regression'],
  direction: 'minimize',
  bounds: [0, Number.POSITIVE_INFINITY],
  needs: 'values',
  interval: 'bca',
  perRow: (outcomes) =>
    eachRow(outcomes, (truth, predicted) =>
      truth > 0 && predicted > 0 ? 2 * logExcess(truth, predicted) : Number.NaN,
    ),
});
