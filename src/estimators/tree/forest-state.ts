/** What a fitted forest is, and its predictions. */
import { z } from 'zod';
import type { Table } from '../../table/table.ts';
import { type Predictions, type Task, tasks } from '../../table/task.ts';
import { classPredictions } from '../class-predictions.ts';
import type { RowPredictor } from '../single-row/row-cells.ts';
import { type Forest, forestShape, isSoundForest, nodeKinds } from './forest.ts';
import { addForestLeaves, addForestLeavesToRow } from './forest-scores.ts';
import { nearestFinite } from './nearest-finite.ts';

/** Training rows predicted by the trees that did not draw them. */
export type OutOfBag = {
  /** Accuracy or R2 of the rows that some tree did not draw; one number, NaN when there is none. */
  readonly score: Float64Array;
  /** nOutputs * nRows values or shares, class-major, for the rows of positive weight in their order; NaN: every tree drew it. */
  readonly decision: Float64Array;
};

export type ForestState = {
  readonly features: readonly string[];
  readonly task: Task;
  /** 1: leaves hold a value or the share of class 1; else the number of classes, and leaves hold their number in `shares`. */
  readonly nOutputs: number;
  /** What a value of 1 stands for in predictions: a power of two, 1 for all but absurd targets. */
  readonly unit: number;
  /** One structure per tree, whatever the number of classes. */
  readonly forest: Forest;
  /** nLeaves * nOutputs shares of the classes; empty with one output. */
  readonly shares: Float64Array;
  /** nFeatures mean shares of the impurity that splits took away. */
  readonly importance: Float64Array;
  readonly outOfBag?: OutOfBag;
};

export const forestState = z
  .strictObject({
    features: z.array(z.string()),
    task: z.enum(tasks),
    nOutputs: z.int().min(1).max(1_000_000_000),
    unit: z.number().positive(),
    forest: forestShape,
    shares: z.instanceof(Float64Array),
    importance: z.instanceof(Float64Array),
    outOfBag: z.strictObject({ score: z.instanceof(Float64Array), decision: z.instanceof(Float64Array) }).optional(),
  })
  .refine(isSound, 'trees, shares and importance fit the features');

function isSound({ features, task, nOutputs, forest, shares, importance, outOfBag }: ForestState): boolean {
  return (
    importance.length === features.length &&
    (task === 'multiclass' || nOutputs === 1) &&
    isSoundForest(forest, features.length) &&
    areSeparate(forest) &&
    (outOfBag === undefined || (outOfBag.score.length === 1 && outOfBag.decision.length % nOutputs === 0)) &&
    (nOutputs === 1 ? shares.length === 0 && areSoundValues(forest, task) : areSoundShares(forest, shares, nOutputs))
  );
}

/** True when the nodes of each tree follow each other from its root, up to the next. */
function areSeparate({ roots, kinds, lefts }: Forest): boolean {
  if (roots.length === 0 || roots[0] !== 0) return false;
  return roots.every((root, t) => {
    const end = roots[t + 1] ?? kinds.length;
    for (let node = root; node < end; node++)
      if (lefts[node] + 1 >= end && kinds[node] !== nodeKinds.leaf) return false;
    return end > root;
  });
}

function areSoundValues({ kinds, values }: Forest, task: Task): boolean {
  if (task === 'regression') return true;
  return kinds.every((kind, node) => kind !== nodeKinds.leaf || (values[node] >= 0 && values[node] <= 1));
}

function areSoundShares({ kinds, values }: Forest, shares: Float64Array, nOutputs: number): boolean {
  const nLeaves = shares.length / nOutputs;
  if (!shares.every((share) => share >= 0 && share <= 1)) return false;
  return kinds.every(
    (kind, node) =>
      kind !== nodeKinds.leaf || (Number.isInteger(values[node]) && values[node] >= 0 && values[node] < nLeaves),
  );
}

/** The mean over the trees, of values or of shares. */
export function predictForest(state: ForestState, X: Table): Predictions {
  const { nRows } = X;
  const { forest, shares, nOutputs } = state;
  const scores = new Float64Array(nOutputs * nRows);
  addForestLeaves(forest, shares, X, scores, nOutputs);
  return predictionsOf(meansOf(scores, forest), state, nRows);
}

/** The same for rows that come one at a time. */
export function forestRowPredictor(state: ForestState): RowPredictor {
  const { features, task, forest, shares, nOutputs, unit } = state;
  const scores = new Float64Array(nOutputs);
  return {
    features,
    nClasses: task === 'regression' ? 0 : task === 'binary' ? 2 : nOutputs,
    say(row, said) {
      scores.fill(0);
      addForestLeavesToRow(forest, shares, row, scores);
      for (let k = 0; k < nOutputs; k++) scores[k] /= forest.roots.length;
      if (task === 'regression') said[0] = nearestFinite(scores[0] * unit);
      else if (task === 'binary') {
        said[0] = 1 - scores[0];
        said[1] = scores[0];
      } else if (nOutputs === 1) said[0] = 1;
      else said.set(scores);
    },
  };
}

function meansOf(scores: Float64Array, { roots }: Forest): Float64Array {
  return scores.map((score) => score / roots.length);
}

/** Means over trees as predictions. */
export function predictionsOf(
  means: Float64Array,
  { task, nOutputs, unit }: Pick<ForestState, 'task' | 'nOutputs' | 'unit'>,
  nRows: number,
): Predictions {
  if (task === 'regression') return { values: means.map((value) => nearestFinite(value * unit)) };
  if (task === 'binary') return classPredictions([means.map((share) => 1 - share), means]);
  if (nOutputs === 1) return classPredictions([new Float64Array(nRows).fill(1)]);
  return classPredictions(Array.from({ length: nOutputs }, (_, k) => means.subarray(k * nRows, (k + 1) * nRows)));
}
