/** How much each row counts in a fit, and in a score. */
import type { Fold } from '../estimators/estimator.ts';
import { balancingWeights } from '../evaluate/fairness/balancing-weights.ts';
import type { TrainingData } from './fold-task.ts';
import { pick } from './pick.ts';

/**
 * Weights of a fit on some rows; undefined where all count alike. Reweighing looks at these rows alone, so a fold learns nothing
 * of the rows that it holds out.
 */
export function fitWeights(
  { y, weights, balance }: Pick<TrainingData, 'y' | 'weights' | 'balance'>,
  rows: Int32Array,
): Float64Array | undefined {
  const given = weights && pick(weights, rows);
  if (!balance) return given;
  const groups = rows.map((row) => balance[row]);
  return balancingWeights(pick(y, rows), groups, given);
}

/** By row number: the weights of a fit on all rows that some fold fits on or holds out. Undefined where all count alike. */
export function weightsOfAll(data: Omit<TrainingData, 'X'>, folds: readonly Fold[]): Float64Array | undefined {
  if (!data.weights && !data.balance) return undefined;
  const known = new Uint8Array(data.y.length);
  for (const { train, valid } of folds) for (const part of [train, valid]) for (const row of part) known[row] = 1;
  const rows = Int32Array.from(known.keys()).filter((row) => known[row] === 1);
  const weights = fitWeights(data, rows)!;
  const byRow = new Float64Array(data.y.length);
  for (const [place, row] of rows.entries()) byRow[row] = weights[place];
  return byRow;
}

/** Weights of a score on some rows: those of the weight column. What makes a fit fairer must not bend what it is judged by. */
export function scoreWeights({ weights }: Pick<TrainingData, 'weights'>, rows: Int32Array): Float64Array | undefined {
  return weights && pick(weights, rows);
}
