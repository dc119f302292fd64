/** Pinball (quantile) loss. */
import type { Metric } from './metric.ts';
import { defineRowMean, eachRow } from './row-mean.ts';

/** The loss that predictions of a quantile minimise. @param percent the quantile, above 0 and below 100. */
export function pinballLoss(percent: number): Metric {
  const alpha = percent / 100;
  return defineRowMean({
    name: `pinball_${percent}`,
    description: `Pinball loss of predictions of the ${percent} % quantile, in the unit of the target.`,
    tasks: ['regression'],
    direction: 'minimize',
    bounds: [0, Number.POSITIVE_INFINITY],
    needs: 'values',
    interval: 'bca',
    perRow: (outcomes) =>
      eachRow(outcomes, (truth, predicted) =>
        truth >= predicted ? alpha * (truth - predicted) : (1 - alpha) * (predicted - truth),
      ),
  });
}
