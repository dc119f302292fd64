/** What an import gives, and the last checks that every imported model passes. */
import { isModelwrightError } from '../core/errors.ts';
import '../estimators/index.ts';
import type { FittedEstimator } from '../estimators/estimator.ts';
import { checkFitted } from '../estimators/fit.ts';
import { type Forest, nodeKinds } from '../estimators/tree/forest.ts';
import { type ImportedForestState, importedForest } from '../estimators/tree/imported-forest.ts';
import type { InputColumn, Task } from '../table/task.ts';
import { invalidFile } from './model-file-error.ts';

const largestSingle = 3.4028234663852886e38;

/** A model of another library, ready to predict and to be registered. */
export interface ImportedModel {
  /** For `predictWith`, `encodeArtifact` and whatever else takes a fitted predictor. */
  readonly fitted: FittedEstimator;
  readonly source: 'lightgbm' | 'xgboost';
  /** The library's own name of what was learned. */
  readonly objective: string;
  readonly task: Task;
  /** Columns that rows must have. */
  readonly inputs: readonly InputColumn[];
  /** Number of classes; 0 for regression. The files do not name them. */
  readonly nClasses: number;
  readonly nTrees: number;
}

/** A model from a state, checked as one that comes from bytes. @throws MODEL_FILE_INVALID */
export function importedModel(
  source: ImportedModel['source'],
  objective: string,
  state: ImportedForestState,
): ImportedModel {
  checkNames(state.features);
  checkSums(state);
  const { task, features, labels, baseline, forest } = state;
  return {
    fitted: checkedState(state),
    source,
    objective,
    task,
    inputs: features.map((name, feature) => ({ name, type: inputType(labels[feature]) })),
    nClasses: task === 'regression' ? 0 : task === 'binary' ? 2 : baseline.length,
    nTrees: forest.roots.length,
  };
}

function checkedState(state: ImportedForestState): FittedEstimator {
  const { name, version } = importedForest;
  try {
    return checkFitted({ name, version, params: {}, state });
  } catch (error) {
    throw isModelwrightError(error) ? invalidFile(error.message) : error;
  }
}

function checkNames(features: readonly string[]): void {
  if (new Set(features).size < features.length) throw invalidFile('a feature name occurs twice');
  if (features.some((name) => name === '' || /\p{Surrogate}/u.test(name)))
    throw invalidFile('a feature name is no text');
}

/** Refuses leaves whose sum could be no finite number in the arithmetic of the model. */
function checkSums({ forest, baseline, single }: ImportedForestState): void {
  const sums = Float64Array.from(baseline, Math.abs);
  for (let tree = 0; tree < forest.roots.length; tree++) {
    sums[tree % baseline.length] += largestLeaf(forest, forest.roots[tree], forest.roots[tree + 1]);
  }
  // Half of the largest number leaves room for what rounding adds.
  const most = (single ? largestSingle : Number.MAX_VALUE) / 2;
  if (!sums.every((sum) => sum <= most)) throw invalidFile('the sum of its leaves can overflow');
}

function largestLeaf({ kinds, values }: Forest, from: number, to = kinds.length): number {
  let largest = 0;
  for (let node = from; node < to; node++) {
    if (kinds[node] === nodeKinds.leaf) largest = Math.max(largest, Math.abs(values[node]));
  }
  return largest;
}

function inputType(labels: ImportedForestState['labels'][number]): InputColumn['type'] {
  if (labels?.every((label) => typeof label === 'boolean')) return 'boolean';
  return labels === null || labels.every((label) => typeof label === 'number') ? 'number' : 'string';
}
