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
      agreement: nClasses === 0 ? null : agreement(isClasses ? copied : answered(copied, [model, unseen]), unseen),
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
  const walk = (node: number, conditions: readonly Condition[]): void => {
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
    rules.push({ conditions: conditions.map(conditionText), share: covers[node] / covers[root], value });
  };
  walk(root, []);
  return rules.sort((a, b) => b.share - a.share || 0);
}

/** What must hold on one side of a split. */
interface Condition {
  readonly text: string;
  /** Of a limit: the column with its sign. */
  readonly side?: string;
  /** Of a limit: missing values are on its side, too. */
  readonly orMissing?: boolean;
}

/** The sentence of both sides of a split; 0/1 columns of one category or of a truth value are told as such. */
function conditionsOf(
  steps: PipelineState['steps'],
  feature: string,
  threshold: number,
  truths: ReadonlySet<string>,
): readonly [Condition, Condition] {
  if (truths.has(feature)) return [{ text: `${feature} is false` }, { text: `${feature} is true` }];
  const input = inputBehind(steps, feature);
  const isCategory = input !== feature && ['=', ':'].some((mark) => feature.startsWith(`${input}${mark}`));
  if (isCategory) {
    const category = feature.slice(input.length + 1);
    return [{ text: `${input} is not ${category}` }, { text: `${input} is ${category}` }];
  }
  const shown = String(Number(threshold.toPrecision(6)));
  const limit = (side: string): Condition => ({ text: `${side} ${shown}`, side });
  return [limit(`${feature} <=`), limit(`${feature} >`)];
}

/** A later limit on the same side of a column is the tighter one and takes the place of the one before. */
function withCondition(before: readonly Condition[], condition: Condition, orMissing: boolean): readonly Condition[] {
  const { side } = condition;
  if (side === undefined) return [...before, condition];
  const looser = before.find((one) => one.side === side);
  const keepsMissing = orMissing && looser?.orMissing !== false;
  return [...before.filter((one) => one !== looser), { ...condition, orMissing: keepsMissing }];
}

function conditionText({ text, orMissing }: Condition): string {
  return orMissing === true ? `${text} or missing` : text;
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

/** Class codes for probabilities of class 1, by the threshold that the model's own answers show: one half, or what lies between. */
function answered(copied: Float64Array, said: readonly Predictions[]): Float64Array {
  let [highestOf0, lowestOf1] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const { values, probabilities } of said) {
    for (const [row, p] of probabilities![1].entries()) {
      if (values[row] === 1) lowestOf1 = Math.min(lowestOf1, p);
      else highestOf0 = Math.max(highestOf0, p);
    }
  }
  const isHalf = highestOf0 <= 0.5 && lowestOf1 > 0.5;
  const threshold = isHalf ? 0.5 : (highestOf0 + lowestOf1) / 2;
  return copied.map((p) => Number(p > threshold));
}

function agreement(copied: Float64Array, { values }: Predictions): number {
  let same = 0;
  for (let row = 0; row < values.length; row++) if (copied[row] === values[row]) same++;
  return same / values.length;
}
