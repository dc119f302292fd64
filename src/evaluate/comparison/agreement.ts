/** How often two models say the same, and which of them is right where they do not. */
import { dot, mean } from '../../math/reduce.ts';
import { mcnemar } from '../../math/tests/mcnemar.ts';
import { wilsonInterval } from '../../math/tests/wilson.ts';
import { metricByName } from '../../metrics/index.ts';
import type { Predictions } from '../../table/task.ts';
import '../distributions.ts';
import type { Agreement } from './compared-models.ts';

/** Answers of both models for the same rows, in the same classes. */
export function agreementOf(yTrue: Float64Array, nClasses: number, first: Predictions, second: Predictions): Agreement {
  const spread = alike(scoresOf(first, nClasses), scoresOf(second, nClasses));
  if (nClasses === 0) return { sameClass: null, kappa: null, mcnemar: null, ...spread };
  const n = yTrue.length;
  const same = first.values.reduce((count, code, row) => count + (code === second.values[row] ? 1 : 0), 0);
  const kappa = metricByName('cohen_kappa').compute({ yTrue: second.values, predictions: first, nClasses });
  const right = ({ values }: Predictions) => values.map((code, row) => (code === yTrue[row] ? 1 : 0));
  const { onlyA, onlyB, pValue } = mcnemar(right(first), right(second));
  return {
    sameClass: { value: same / n, ci: wilsonInterval(same, n), method: 'wilson' },
    kappa: Number.isNaN(kappa) ? null : kappa,
    mcnemar: { onlyFirst: onlyA, onlySecond: onlyB, pValue },
    ...spread,
  };
}

/** One number per row: the predicted one, or the probability of the positive class of two. */
function scoresOf({ values, probabilities }: Predictions, nClasses: number): Float64Array | undefined {
  if (nClasses === 0) return values;
  return nClasses === 2 ? probabilities?.[1] : undefined;
}

function alike(first: Float64Array | undefined, second: Float64Array | undefined) {
  if (!first || !second) return { correlation: null, meanDifference: null };
  const [a, b] = [first, second].map((scores) => {
    const middle = mean(scores);
    return scores.map((score) => score - middle);
  });
  const size = Math.sqrt(dot(a, a) * dot(b, b));
  const correlation = size > 0 ? Math.max(-1, Math.min(1, dot(a, b) / size)) : null;
  return { correlation, meanDifference: mean(first.map((score, row) => Math.abs(score - second[row]))) };
}
