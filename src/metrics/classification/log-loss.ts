/** Mean negative logarithm of the probability of the true class. */
import { log } from '../../math/log.ts';
import { defineRowMean, probabilityOfTruth } from '../row-mean.ts';

/** Distance of doubles at 1; probabilities are cut to [epsilon, 1 - epsilon], as in scikit-learn. */
const epsilon = 2.220446049250313e-16;

/** Log loss (cross-entropy) in nats. */
export const logLoss = defineRowMean({
  name: 'log_loss',
  description: 'Mean negative natural logarithm of the probability given to the true class.',
  tasks: ['binary', 'multiclass'],
  direction: 'minimize',
  bounds: [0, -log(epsilon)],
  needs: 'probabilities',
  interval: 'bca',
  perRow(outcomes) {
    return probabilityOfTruth(outcomes).map((p) => -log(Math.min(Math.max(p, epsilon), 1 - epsilon)));
  },
});
