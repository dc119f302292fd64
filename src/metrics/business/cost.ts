/** What predictions cost, by a price for each pair of actual and predicted class. */
import { ModelwrightError } from '../../core/errors.ts';
import { type Confusion, total } from '../confusion.ts';
import { defineRowMean, eachRow } from '../row-mean.ts';

/**
 * A metric: mean cost per row, lower is better; enter gains as negative costs. It evaluates, compares and gets intervals like
 * any other metric.
 *
 * @param costs `costs[actual][predicted]`, one row and column per class, finite, not all equal.
 * @throws PARAM_INVALID
 * @example
 * // A missed fraud costs 500, a call for nothing 5.
 * const cost = costMetric([[0, 5], [500, 0]]);
 */
export function costMetric(costs: readonly (readonly number[])[]) {
  const n = costs.length;
  const all = costs.flat();
  const [low, high] = [Math.min(...all), Math.max(...all)];
  if (n < 2 || costs.some((row) => row.length !== n) || !(high > low) || !all.every(Number.isFinite)) {
    const law = 'a square of finite numbers, one row and column per class, not all equal';
    throw new ModelwrightError('PARAM_INVALID', {
      name: 'costs',
      law,
      value: `${n} rows of ${costs.map((row) => row.length)}`,
    });
  }
  const metric = defineRowMean({
    name: 'cost',
    description: 'Mean cost per row by the price of each pair of actual and predicted class.',
    tasks: ['binary', 'multiclass'],
    direction: 'minimize',
    bounds: [low, high],
    needs: 'values',
    interval: 'bca',
    perRow: (outcomes) => eachRow(outcomes, (truth, predicted) => costs[truth]?.[predicted] ?? Number.NaN),
  });
  return { ...metric, ofConfusion: (confusion: Confusion) => meanCost(costs, confusion) };
}

function meanCost(costs: readonly (readonly number[])[], confusion: Confusion): number {
  let sum = 0;
  for (const [actual, row] of costs.entries()) {
    for (const [predicted, cost] of row.entries()) sum += cost * confusion.cells[actual * costs.length + predicted];
  }
  return sum / total(confusion);
}
