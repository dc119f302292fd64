/** Truth and predictions on which the conformance suite of metrics looks at a metric. */
import { exp } from '../math/exp.ts';
import { createRng } from '../math/philox.ts';
import { sigmoid } from '../math/sigmoid.ts';
import type { Outcomes } from '../metrics/metric.ts';
import type { Task } from '../table/task.ts';

/**
 * Seeded outcomes of `rows` rows. Predictions are the truth blurred by `noise` (0 = perfect, 1 = useful, 10 = useless), rounded so
 * that some are equal. Regression values are positive; multiclass has four classes.
 */
export function sampleOutcomes(task: Task, rows: number, noise: number): Outcomes {
  const rng = createRng(20_260).split(`${task}-${rows}`);
  if (task === 'regression') {
    const yTrue = Float64Array.from({ length: rows }, () => exp(rng.normal()));
    const values = yTrue.map((value) => {
      const blur = rng.normal();
      return noise === 0 ? value : rounded(value * exp(0.3 * noise * blur)) + 0.001;
    });
    return { yTrue, nClasses: 0, predictions: { values } };
  }
  const nClasses = task === 'binary' ? 2 : 4;
  const yTrue = Float64Array.from({ length: rows }, () => rng.integer(nClasses));
  const columns = Array.from({ length: nClasses }, () => new Float64Array(rows));
  for (let row = 0; row < rows; row++) {
    const odds = columns.map((_, k) => {
      const blur = rng.normal();
      return noise === 0
        ? Number(yTrue[row] === k)
        : rounded(sigmoid((yTrue[row] === k ? 1 : -1) / noise + 1.5 * blur)) + 0.01;
    });
    const total = odds.reduce((sum, each) => sum + each, 0);
    for (let k = 0; k < nClasses; k++) columns[k][row] = odds[k] / total;
  }
  return outcomesOf(yTrue, columns);
}

/** Outcomes whose predicted class is the most probable one, the first of equal ones. */
export function outcomesOf(yTrue: Float64Array, probabilities: readonly Float64Array[]): Outcomes {
  const values = yTrue.map((_, row) => {
    let best = 0;
    for (let k = 1; k < probabilities.length; k++) if (probabilities[k][row] > probabilities[best][row]) best = k;
    return best;
  });
  return { yTrue, nClasses: probabilities.length, predictions: { values, probabilities } };
}

/** The chosen rows in that order, repeats allowed, with their weights. */
export function pickOutcomes(outcomes: Outcomes, rows: readonly number[]): Outcomes {
  const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]);
  return {
    nClasses: outcomes.nClasses,
    yTrue: pick(outcomes.yTrue),
    predictions: {
      values: pick(outcomes.predictions.values),
      probabilities: outcomes.predictions.probabilities?.map(pick),
    },
    sampleWeight: outcomes.sampleWeight && pick(outcomes.sampleWeight),
  };
}

/** Every number of some outcomes, for comparing. */
export function allNumbers({ yTrue, predictions, sampleWeight }: Outcomes): number[] {
  return [yTrue, predictions.values, ...(predictions.probabilities ?? []), sampleWeight ?? []].flatMap((each) => [
    ...each,
  ]);
}

const rounded = (value: number): number => Math.round(value * 20) / 20;
