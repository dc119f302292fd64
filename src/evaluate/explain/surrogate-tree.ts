/** A small tree that imitates a model, with a figure of how well it does, and its paths as rules to read. */
import { ModelwrightError } from '../../core/errors.ts';
import type { EstimatorSpec, FittedEstimator } from '../../estimators/estimator.ts';
import { fitEstimator, predictWith } from '../../estimators/fit.ts';
import { inputBehind, type PipelineState } from '../../estimators/pipeline.ts';
import { nodeKinds } from '../../estimators/tree/forest.ts';
import type { ForestState } from '../../estimators/tree/forest-state.ts';
import { createRng } from '../../math/philox.ts';
import { mean } from '../../math/reduce.ts';
import { missingCount } from '../../table/column.ts';
import { type Table, takeRows } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';

export interface SurrogateRequest {
  readonly predict: (X: Table) => Predictions;
  /** At least 20 rows: two thirds are learned from, a third tells how good the imitation is. */
  readonly X: Table;
  /** Splits above a leaf, 1 to 6; default 3. */
  readonly maxDepth?: number;
  /** Safe whole number >= 0, default 0. */
  readonly seed?: number;
}

export interface SurrogateRule {
  /** What must hold, all of it: `tenure <= 3.5`, `contract is monthly`; empty for a tree without splits. */
  readonly conditions: readonly string[];
  /** Share of the learned rows for which it holds. */
  readonly share: number;
  /** Of the leaf: the mean prediction or probability of class 1 of two, or the code of the most predicted class. */
  readonly value: number;
}

export interface SurrogateTree {
  /** The imitation as a fitted pipeline: regression of the value or of class 1's probability, classes where there are more. */
  readonly fitted: FittedEstimator;
  /** Most common first. */
  readonly rules: readonly SurrogateRule[];
  /** On rows that the tree did not see: 1 is a perfect copy. */
  readonly fidelity: {
    /** Share of the variance of the model's predictions that the tree explains; null for several classes and constant predictions. */
    readonly r2: number | null;
    /** Share of rows with the model's own class; null for regression. */
    readonly agreement: number | null;
    readonly rows: number;
  };
}

const fewestRows = 20;

/** A global surrogate (Craven and Shavlik 1996): a decision tree over the input columns, texts as one column per category. */
export function surrogateTree({ predict, X, maxDepth = 3, seed = 0 }: SurrogateRequest): SurrogateTree {
  if (!(Number.isSafeInteger(maxDepth) && maxDepth >= 1 && maxDepth <= 6)) {
    throw new ModelwrightError('PARAM_INVALID', {
      name: 'maxDepth',
      law: 'a whole number, 1 to 6',
      value: `${maxDepth}`,
    });
  }
  if (X.nRows < fewestRows) {
    throw new ModelwrightError('ROWS_TOO_FEW', { what: 'a surrogate tree', needed: fewestRows, rows: X.nRows });
  }
  const order = createRng(seed).split('surrogate').permutation(X.nRows);
  const nLearned = Math.floor((2 * X.nRows) / 3);
  const [learned, judged] = [order.subarray(0, nLearned), order.subarray(nLearned)].map((rows) => takeRows(X, rows));
  const [model, unseen] = [predict(learned), predict(judged)];
  const nClasses = model.probabilities?.length ?? 0;
  const isClasses = nClasses > 2;
  const wanted = (said: Predictions) => (nClasses === 2 ? said.probabilities![1] : said.values);
  const minSamplesLeaf = Math.max(1, Math.floor(nLearned / 100));
  const fitted = fitEstimator(
    specFor(X, { maxDepth, minSamplesLeaf }),
    {
      X: learned,
      y: Float64Array.from(wanted(model)),
      task: isClasses ? 'multiclass' : 'regression',
      nClasses: isClasses ? nClasses : 0,
    },
    { rng: createRng(seed).split('tree') },
  );
  const copied = predictWith(fitted, judged).values;
  return {
    fitted,
    rules: rulesOf((fitted.state as PipelineState).steps, isClasses, truthColumns(X), incompleteColumns(X)),
    fidelity: {
      r2: isClasses ? null : explainedShare(copied, wanted(unseen)),
      agreement: nClasses === 0 ? null : agreement(copied, unseen, isClasses),
      rows: judged.nRows,
    },
  };
}

function specFor(X: Table, params: Readonly<Record<string, number>>): EstimatorSpec {
  const roles = { number: 'numeric', string: 'categorical', boolean: 'boolean', datetime: 'datetime' } as const;
  const columns = X.columns.map(({ name, kind }) => ({ name, role: roles[kind] }));
  return {
    name: 'pipeline',
    params: {
      steps: [
        { name: 'select_columns', params: { columns } },
        { name: 'date_parts', params: {} },
        { name: 'one_hot', params: { minFrequency: 0.01, maxCategories: 20 } },
        { name: 'decision_tree', params },
      ],
    },
  };
}

function truthColumns({ columns }: Table): ReadonlySet<string> {
  return new Set(columns.flatMap(({ name, kind }) => (kind === 'boolean' ? [name] : [])));
}

function incompleteColumns({ columns }: Table): ReadonlySet<string> {
  return new Set(columns.flatMap((column) => (missingCount(column) > 0 ? [column.name] : [])));
}

function rulesOf(
  steps: PipelineState['steps'],
  isClasses: boolean,
  truths: ReadonlySet<string>,
  incomplete: ReadonlySet<string>,
): SurrogateRule[] {
  const { forest, features, shares, nOutputs, unit } = steps[steps.length - 1].state as ForestState;
  const { kinds, lefts, values, covers } = forest;
  const [root] = forest.roots;
  const rules: SurrogateRule[] = [];
  const walk = (node: number, conditions: readonly string[]): void => {
    if (kinds[node] !== nodeKinds.leaf) {
      const feature = features[forest.features[node]];
      const [left, right] = conditionsOf(steps, feature, values[node], truths);
      const hasMissing = (side: number) => kinds[node] === side && incomplete.has(inputBehind(steps, feature));
      walk(lefts[node], withCondition(conditions, left, hasMissing(nodeKinds.numberMissingLeft)));
      walk(lefts[node] + 1, withCondition(conditions, right, hasMissing(nodeKinds.numberMissingRight)));
      return;
    }
    const ofLeaf = shares.subarray(values[node] * nOutputs, (values[node] + 1) * nOutputs);
    const value = isClasses ? ofLeaf.indexOf(Math.max(...ofLeaf)) : values[node] * unit;
    rules.push({ conditions, share: covers[node] / covers[root], value });
  };
  walk(root, []);
  return rules.sort((a, b) => b.share - a.share || 0);
}

/** The sentence of both sides of a split; 0/1 columns of one category or of a truth value are told as such. */
function conditionsOf(
  steps: PipelineState['steps'],
  feature: string,
  threshold: number,
  truths: ReadonlySet<string>,
): readonly [string, string] {
  if (truths.has(feature)) return [`${feature} is false`, `${feature} is true`];
  const input = inputBehind(steps, feature);
  if (input !== feature && feature.startsWith(`${input}=`)) {
    const category = feature.slice(input.length + 1);
    return [`${input} is not ${category}`, `${input} is ${category}`];
  }
  if (input !== feature && feature.startsWith(`${input}:`)) {
    const bucket = feature.slice(input.length + 1);
    return [`${input} is not ${bucket}`, `${input} is ${bucket}`];
  }
  const shown = String(Number(threshold.toPrecision(6)));
  return [`${feature} <= ${shown}`, `${feature} > ${shown}`];
}

function withCondition(before: readonly string[], condition: string, orMissing: boolean): readonly string[] {
  const isNumeric = / (<=|>) /.test(condition);
  return [...before, isNumeric && orMissing ? `${condition} or missing` : condition];
}

function explainedShare(copied: Float64Array, wanted: Float64Array): number | null {
  const centre = mean(wanted);
  let [errors, total] = [0, 0];
  for (let row = 0; row < wanted.length; row++) {
    errors += (wanted[row] - copied[row]) * (wanted[row] - copied[row]);
    total += (wanted[row] - centre) * (wanted[row] - centre);
  }
  return total > 0 ? 1 - errors / total : null;
}

function agreement(copied: Float64Array, { values }: Predictions, isClasses: boolean): number {
  let same = 0;
  for (let row = 0; row < values.length; row++) {
    if ((isClasses ? copied[row] : Number(copied[row] > 0.5)) === values[row]) same++;
  }
  return same / values.length;
}
