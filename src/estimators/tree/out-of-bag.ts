/** What a forest says of its training rows by the trees that did not draw them (Breiman 1996): held-out scores for free. */
import { mean } from '../../math/reduce.ts';
import type { NumberColumn } from '../../table/column.ts';
import { type Table, takeRows } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';
import type { FitInput, FittedEstimator } from '../estimator.ts';
import { drawTreeRows, type ForestPlace } from './forest-grower.ts';
import { addLeaves } from './forest-leaves.ts';
import { type ForestState, type OutOfBag, predictionsOf } from './forest-state.ts';
import type { ForestTree } from './forest-tree-builder.ts';

/** Predicts every training row with the trees whose draw it was not in; trees in order, so any threads give the same bits. */
export function outOfBagOf(
  place: ForestPlace,
  trees: readonly ForestTree[],
  { X, y }: FitInput,
  state: Pick<ForestState, 'task' | 'nOutputs' | 'unit'>,
): OutOfBag {
  const { nOutputs } = state;
  const { nRows } = X;
  const decision = new Float64Array(nOutputs * nRows);
  const votes = new Float64Array(nRows);
  for (const [t, { tree, shares }] of trees.entries()) {
    const counts = drawTreeRows(place, t) / 4;
    const rows = Int32Array.from(votes.keys()).filter((row) => place.views.u32[counts + row] === 0);
    const ofTree = new Float64Array(nOutputs * rows.length);
    const out = rowsOf(X, rows);
    addLeaves(tree, shares, out, ofTree, nOutputs);
    for (let i = 0; i < rows.length; i++) {
      votes[rows[i]]++;
      for (let k = 0; k < nOutputs; k++) decision[k * nRows + rows[i]] += ofTree[k * rows.length + i];
    }
  }
  for (let i = 0; i < decision.length; i++) decision[i] /= votes[i % nRows];
  return { score: Float64Array.of(scoreOf(decision, votes, y!, state)), decision };
}

/** Number columns alone, without what tables keep beside them. */
function rowsOf(X: Table, rows: Int32Array): Table {
  return takeRows({ nRows: X.nRows, columns: X.columns as readonly NumberColumn[] }, rows);
}

function scoreOf(
  decision: Float64Array,
  votes: Float64Array,
  y: Float64Array,
  state: Pick<ForestState, 'task' | 'nOutputs' | 'unit'>,
): number {
  const nRows = y.length;
  const rows = Array.from(y.keys()).filter((row) => votes[row] > 0);
  const { values } = predictionsOf(decision, state, nRows);
  if (state.task !== 'regression') return mean(rows.map((row) => Number(values[row] === y[row])));
  const centre = mean(rows.map((row) => y[row]));
  const errors = mean(rows.map((row) => (y[row] - values[row]) * (y[row] - values[row])));
  return 1 - errors / mean(rows.map((row) => (y[row] - centre) * (y[row] - centre)));
}

/**
 * The out-of-bag score (accuracy or R2) and predictions of a forest that was fitted with `outOfBag`, for the training rows of
 * positive weight in their order; NaN for a row that every tree drew. Undefined for other estimators.
 */
export function outOfBag(
  fitted: FittedEstimator,
): { readonly score: number; readonly predictions: Predictions } | undefined {
  const state = fitted.state as ForestState;
  if (!state?.outOfBag) return undefined;
  const { score, decision } = state.outOfBag;
  return { score: score[0], predictions: predictionsOf(decision, state, decision.length / state.nOutputs) };
}
