/** The trees inside a fitted estimator, and what lies between them and the input. */
import { ModelwrightError } from '../../core/errors.ts';
import { checkColumns, selectFeatures } from '../../estimators/check-input.ts';
import type { FittedEstimator } from '../../estimators/estimator.ts';
import { inputBehind, mixesColumns, type PipelineState, throughTransformers } from '../../estimators/pipeline.ts';
import { findEstimator } from '../../estimators/registry.ts';
import { decisionTree } from '../../estimators/tree/decision-tree.ts';
import { extraTrees } from '../../estimators/tree/extra-trees.ts';
import { forestOutputs } from '../../estimators/tree/forest-outputs.ts';
import type { ForestState } from '../../estimators/tree/forest-state.ts';
import { gbdt } from '../../estimators/tree/gbdt.ts';
import { type ImportedForestState, importedForest } from '../../estimators/tree/imported-forest.ts';
import { randomForest } from '../../estimators/tree/random-forest.ts';
import type { NumberColumn } from '../../table/column.ts';
import { listed, type Table } from '../../table/table.ts';
import { importedTrees } from './imported-trees.ts';
import type { ForestScores } from './visit-forest.ts';

/** Trees by the names of the columns they split on. */
export interface TreeModel {
  readonly scores: ForestScores;
  /** nFeatures names. */
  readonly features: readonly string[];
  /** nFeatures columns of the input that the features are made of. */
  readonly inputs: readonly string[];
  /** The features of the rows of an input; throws what the steps before the trees throw. */
  columnsOf(X: Table): Float64Array[];
}

interface NamedTrees extends ForestScores {
  readonly features: readonly string[];
  /** For trees that do not look at the columns as they are. */
  columnsOf?(X: Table): Float64Array[];
}

const ofForest = (state: unknown): NamedTrees => ({
  ...forestOutputs(state as ForestState),
  features: (state as ForestState).features,
});

/** How to read the state of each tree estimator. */
const treeEstimators: ReadonlyMap<string, (state: unknown) => NamedTrees> = new Map([
  [gbdt.name, (state) => state as NamedTrees],
  [decisionTree.name, ofForest],
  [randomForest.name, ofForest],
  [extraTrees.name, ofForest],
  [importedForest.name, (state) => importedTrees(state as ImportedForestState)],
]);

/** Trees by the state that they were made of: those of forests are copies, and explanations of one model come one by one. */
const treesOfStates = new WeakMap<object, NamedTrees>();

/** True when a fitted estimator has trees that can be explained, also at the end of a pipeline whose columns come from one column each. */
export function isTreeModel(fitted: FittedEstimator): boolean {
  if (fitted.name !== 'pipeline') return treeEstimators.has(fitted.name);
  const { steps } = fitted.state as PipelineState;
  return isTreeModel(steps[steps.length - 1]) && !mixesColumns(steps);
}

/**
 * The trees of a fitted tree estimator, also where it is the last step of a pipeline.
 *
 * @throws EXPLAIN_UNFIT when there are none.
 */
export function treeModelOf(fitted: FittedEstimator): TreeModel {
  if (fitted.name === 'pipeline') {
    const { steps } = fitted.state as PipelineState;
    const last = treeModelOf(steps[steps.length - 1]);
    return {
      ...last,
      inputs: last.inputs.map((input) => inputBehind(steps, input)),
      columnsOf: (X) => last.columnsOf(throughTransformers(steps, X)),
    };
  }
  const read = treeEstimators.get(fitted.name);
  if (!read) {
    const available = listed([...treeEstimators.keys()]);
    throw new ModelwrightError('EXPLAIN_UNFIT', { estimator: fitted.name, available });
  }
  const state = fitted.state as object;
  const trees = treesOfStates.get(state) ?? read(state);
  treesOfStates.set(state, trees);
  const { forest, baseline, features } = trees;
  return {
    scores: { forest, baseline },
    features,
    inputs: features,
    columnsOf(X) {
      if (trees.columnsOf) return trees.columnsOf(X);
      const selected = selectFeatures(X, features, fitted.name);
      checkColumns(findEstimator(fitted.name), selected);
      return selected.columns.map((column) => (column as NumberColumn).values);
    },
  };
}
