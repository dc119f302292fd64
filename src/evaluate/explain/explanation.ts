/** What an explanation of single predictions is, whichever way it was found. */
import { exp } from '../../math/exp.ts';
import { sigmoid } from '../../math/sigmoid.ts';
import type { Predictions } from '../../table/task.ts';
import type { Contributions } from './contributions.ts';
import { scoresIn } from './score-function.ts';

/** How values were found: read from trees or coefficients, added up from members, by all coalitions, or sampled. */
export type ExplanationMethod = 'tree' | 'linear' | 'ensemble' | 'exact' | 'permutation' | 'kernel';

/**
 * What the values add up to: `value` the number predicted, `log` its logarithm, `probability` that of the second or of each class,
 * `log_odds` of the second class, `softmax` each class's score before the softmax, `raw` another score of the model's own. Of models
 * without a target also `isolation`, the logarithm to base 2 of an isolation score, and `nearness`, by how much the squared distance to
 * the centre of a cluster is smaller than to the others on average.
 */
export type ExplanationScale =
  | 'value'
  | 'log'
  | 'probability'
  | 'log_odds'
  | 'softmax'
  | 'raw'
  | 'isolation'
  | 'nearness';

/** Shapley values: `expected` plus a row's values is its score, with an error below 1e-9. */
export interface Explanation {
  readonly method: ExplanationMethod;
  readonly scale: ExplanationScale;
  readonly nRows: number;
  /** Scores per row: 1, or one per class where there are more than two. */
  readonly nOutputs: number;
  /** nOutputs scores of a row of which nothing is known. */
  readonly expected: Float64Array;
  /** By column of the input: column j of output k of row i at (k * names.length + j) * nRows + i. */
  readonly inputs: Contributions;
  /** Of trees, by column that they split on. */
  readonly features?: Contributions;
  /** Rows that unknown columns were taken from; absent where the trees' own training rows stood in. */
  readonly backgroundRows?: number;
  /** Orders, each walked forth and back, behind every value; of `permutation` alone. */
  readonly permutations?: number;
}

/** Score of every row: nOutputs x nRows sums of `expected` and the values. */
export function explainedScores({
  nRows,
  nOutputs,
  expected,
  inputs,
}: Omit<Explanation, 'method' | 'scale'>): Float64Array {
  const { names, values } = inputs;
  const sums = new Float64Array(nOutputs * nRows);
  for (let k = 0; k < nOutputs; k++) {
    for (let row = 0; row < nRows; row++) {
      let total = expected[k];
      for (let j = 0; j < names.length; j++) total += values[(k * names.length + j) * nRows + row];
      sums[k * nRows + row] = total;
    }
  }
  return sums;
}

/** The scale of scores, found by comparing them with what the model predicts: no list of models to keep. */
export function scaleOfScores(sums: Float64Array, predictions: Predictions): ExplanationScale {
  const said = scoresIn(predictions);
  const [nOutputs, nRows] = [said.length, predictions.values.length];
  const fits = (link: (k: number, row: number) => number) =>
    said.every((scores, k) => scores.every((score, row) => isClose(link(k, row), score)));
  const at = (k: number, row: number) => sums[k * nRows + row];
  const isClasses = predictions.probabilities !== undefined;
  if (fits(at)) return isClasses ? 'probability' : 'value';
  if (!isClasses) return fits((k, row) => exp(at(k, row))) ? 'log' : 'raw';
  if (nOutputs === 1) return fits((k, row) => sigmoid(at(k, row))) ? 'log_odds' : 'raw';
  const softmax = (k: number, row: number) => {
    const largest = Math.max(...said.map((_, c) => at(c, row)));
    let total = 0;
    for (let c = 0; c < nOutputs; c++) total += exp(at(c, row) - largest);
    return exp(at(k, row) - largest) / total;
  };
  return fits(softmax) ? 'softmax' : 'raw';
}

function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));
}
