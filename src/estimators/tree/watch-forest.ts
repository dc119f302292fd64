/** Telling whoever watches a fit how good the forest is so far. */
import type { FitContext, FitInput } from '../estimator.ts';
import { addLeaves } from './forest-leaves.ts';
import type { ForestTree } from './forest-tree-builder.ts';

/**
 * Called with each tree in order; false ends the fit. The score is the root mean squared error on the watched rows, else on
 * the training rows; of classes that of their probabilities (the root of the Brier score).
 */
export function watchForest(
  input: FitInput,
  nOutputs: number,
  unit: number,
  { onIteration, progressOnly }: FitContext,
): (grown: ForestTree, t: number) => boolean | undefined {
  if (!onIteration) return () => undefined;
  const watched = input.valid ?? (progressOnly ? undefined : { X: input.X, y: input.y! });
  if (!watched) return (_, t) => onIteration(t, Number.NaN);
  const { X, y } = watched;
  const sums = new Float64Array(nOutputs * X.nRows);
  return ({ tree, shares }, t) => {
    addLeaves(tree, shares, X, sums, nOutputs);
    return onIteration(t, errorOf(sums, y, nOutputs, unit / (t + 1)));
  };
}

function errorOf(sums: Float64Array, y: Float64Array, nOutputs: number, factor: number): number {
  const nRows = y.length;
  let total = 0;
  for (let k = 0; k < nOutputs; k++) {
    for (let row = 0; row < nRows; row++) {
      const wanted = nOutputs === 1 ? y[row] : Number(y[row] === k);
      const error = sums[k * nRows + row] * factor - wanted;
      total += error * error;
    }
  }
  return Math.sqrt(total / nRows);
}
