/** Where boosting begins: at the constants of the objective, or at the trees of an earlier model. */
import { ModelwrightError } from '../../core/errors.ts';
import { columnNames } from '../../table/table.ts';
import type { FitInput } from '../estimator.ts';
import { scaledForest } from './dropped-trees.ts';
import { type Forest, joinForests } from './forest.ts';
import type { GbdtState } from './gbdt.ts';
import type { ObjectiveName } from './loss-choice.ts';
import type { Objective } from './objective.ts';

export interface Start {
  /** A score for each output, and trees, in the scale of the objective. */
  readonly constants: Float64Array;
  readonly forest: Forest;
  /** Iterations that are in the forest. */
  readonly iterations: number;
  /** nFeatures gains of its splits. */
  readonly gains: Float64Array;
}

/** @throws SHAPE_MISMATCH when the earlier model has other columns, classes or another objective. */
export function startOf({ X, task, initModel }: FitInput, objective: Objective, name: ObjectiveName): Start {
  const { initialScores, unit, shift = 0 } = objective;
  if (!initModel) {
    const gains = new Float64Array(X.columns.length);
    return { constants: initialScores, forest: joinForests([], 1), iterations: 0, gains };
  }
  if (initModel.name !== 'gbdt') refuse('a model of gbdt', initModel.name);
  const state = initModel.state as GbdtState;
  const names = columnNames(X);
  const sameColumns =
    state.features.length === names.length && names.every((column, j) => column === state.features[j]);
  if (!sameColumns) refuse('the columns of the training rows, in their order', 'others');
  if (state.task !== task || state.objective !== name) refuse(`objective ${name}`, state.objective);
  if (state.baseline.length !== initialScores.length) refuse('as many classes as the training rows', 'another number');
  return {
    constants: state.baseline.map((score) => (score - shift) / unit),
    forest: scaledForest(state.forest, 1 / unit),
    iterations: state.forest.roots.length / state.baseline.length,
    gains: state.gains,
  };
}

function refuse(law: string, value: string): never {
  throw new ModelwrightError('SHAPE_MISMATCH', { what: 'initModel', law, value });
}
