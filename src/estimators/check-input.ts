/** Training rows against what every estimator may take for granted, checked once before the definition's own `fit`. */
import { ModelwrightError } from '../core/errors.ts';
import { columnNames, listed, type Table, takeRows } from '../table/table.ts';
import type { EstimatorDefinition, FitInput, Fold } from './estimator.ts';

/**
 * The input as definitions get it: lengths agree, y is finite (or valid class codes), the task fits,
 * predictors without the `rawColumns` tag see number columns only, `valid` has the columns of X in their order, rows of weight zero are gone,
 * and weights that are all one are absent. So "zero weight = row removed" and "unit weights = no weights" hold to the bit.
 *
 * @throws SHAPE_MISMATCH, VALUE_INVALID, VALUE_MISSING, ROWS_TOO_FEW or TASK_UNFIT.
 */
export function checkInput(definition: EstimatorDefinition, input: FitInput): FitInput {
  const { X, y, sampleWeight, groups, valid, initModel } = input;
  if (y !== undefined) checkTarget(input, 'y', X.nRows, y);
  else if (definition.kind === 'predictor' || definition.tags.readsTarget)
    mismatch(definition.name, 'a target y', 'none');
  if (definition.kind === 'predictor') checkTask(definition.name, definition.tasks, input);
  if (initModel && !definition.tags.warmStart) {
    const law = 'an estimator that can go on from an earlier model';
    throw new ModelwrightError('VALUE_INVALID', { what: 'initModel', law, value: definition.name });
  }
  checkGroups('groups', X.nRows, groups);
  checkFolds(X.nRows, input.folds);
  const watched = valid && { ...valid, X: selectFeatures(valid.X, columnNames(X), definition.name) };
  if (watched) {
    checkTarget(input, 'valid.y', watched.X.nRows, watched.y);
    checkGroups('valid.groups', watched.X.nRows, watched.groups);
    checkColumns(definition, watched.X);
  }
  if (sampleWeight) checkWeights(sampleWeight, X.nRows);
  const weighted = withoutZeroWeights(input);
  if (weighted.X.nRows < 1) throw new ModelwrightError('ROWS_TOO_FEW', { what: definition.name, needed: 1, rows: 0 });
  checkColumns(definition, weighted.X);
  return watched ? { ...weighted, valid: watched } : weighted;
}

/** Kinds and missing values of X against the tags; used before fit and before predict. */
export function checkColumns(definition: EstimatorDefinition, X: Table): void {
  if (definition.tags.rawColumns) return;
  for (const column of X.columns) {
    // Put into words only where it is said: a table of one row has no time for it.
    const what = () => `column "${column.name}" for ${definition.name}`;
    if (column.kind !== 'number') {
      const value = `a ${column.kind} column`;
      throw new ModelwrightError('VALUE_INVALID', { what: what(), law: 'a number column', value });
    }
    if (definition.tags.allowsMissing) continue;
    let missing = 0;
    let infinite = 0;
    const { values } = column;
    for (let row = 0; row < values.length; row++) {
      if (Number.isFinite(values[row])) continue;
      if (Number.isNaN(values[row])) missing++;
      else infinite++;
    }
    if (missing > 0) {
      throw new ModelwrightError('VALUE_MISSING', {
        estimator: definition.name,
        column: column.name,
        count: missing,
      });
    }
    if (infinite > 0) {
      const value = `${infinite} infinite`;
      throw new ModelwrightError('VALUE_INVALID', { what: what(), law: 'finite values', value });
    }
  }
}

function checkTarget({ nClasses }: FitInput, what: string, nRows: number, y: Float64Array): void {
  if (y.length !== nRows) mismatch(what, `one value per row (${nRows})`, `${y.length}`);
  for (const value of y) {
    if (!Number.isFinite(value)) {
      throw new ModelwrightError('VALUE_INVALID', { what, law: 'finite values', value: 'one that is not' });
    }
    if (nClasses > 0 && !(Number.isInteger(value) && value >= 0 && value < nClasses)) {
      const law = `class codes 0 to ${nClasses - 1}`;
      throw new ModelwrightError('VALUE_INVALID', { what, law, value: 'one outside' });
    }
  }
}

function checkTask(name: string, tasks: readonly string[], { task, nClasses }: FitInput): void {
  const problem = (text: string) =>
    new ModelwrightError('TASK_UNFIT', { task: String(task), target: 'y', problem: `${name} ${text}` });
  if (task === undefined || !tasks.includes(task)) throw problem(`does ${listed(tasks)}`);
  if (task === 'regression' && nClasses !== 0) throw problem('got class codes');
  if (task === 'binary' && nClasses !== 2) throw problem(`needs 2 classes, got ${nClasses}`);
  if (task === 'multiclass' && nClasses < 1) throw problem('needs classes');
}

function checkGroups(what: string, nRows: number, groups?: Int32Array): void {
  if (groups && groups.length !== nRows) mismatch(what, `one value per row (${nRows})`, `${groups.length}`);
}

function checkFolds(nRows: number, folds: readonly Fold[] = []): void {
  const inside = (row: number) => row >= 0 && row < nRows;
  for (const [fold, { train, valid, sampleWeight }] of folds.entries()) {
    if (sampleWeight) checkWeights(sampleWeight, train.length);
    if (train.length > 0 && valid.length > 0 && train.every(inside) && valid.every(inside)) continue;
    mismatch(`folds[${fold}]`, `rows of 0 to ${nRows - 1} on both sides`, 'others or none');
  }
}

function checkWeights(weights: Float64Array, nRows: number): void {
  if (weights.length !== nRows) mismatch('sampleWeight', `one value per row (${nRows})`, `${weights.length}`);
  for (const weight of weights) {
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      const value = 'one that is not';
      throw new ModelwrightError('VALUE_INVALID', { what: 'sampleWeight', law: 'finite values >= 0', value });
    }
  }
}

function withoutZeroWeights(input: FitInput): FitInput {
  const { sampleWeight, ...rest } = input;
  if (!sampleWeight) return input;
  const rows: number[] = [];
  let allOne = true;
  for (let row = 0; row < sampleWeight.length; row++) {
    if (sampleWeight[row] === 0) continue;
    rows.push(row);
    if (sampleWeight[row] !== 1) allOne = false;
  }
  const every = rows.length === sampleWeight.length;
  return {
    ...rest,
    ...(input.folds && !every && { folds: foldsAmong(rows, sampleWeight.length, input.folds) }),
    X: every ? input.X : takeRows(input.X, rows),
    y: every || !input.y ? input.y : Float64Array.from(rows, (row) => input.y![row]),
    sampleWeight: allOne ? undefined : Float64Array.from(rows, (row) => sampleWeight[row]),
    ...(input.groups && { groups: every ? input.groups : Int32Array.from(rows, (row) => input.groups![row]) }),
  };
}

/** The same folds by the numbers that the kept rows have among themselves. */
function foldsAmong(kept: readonly number[], nRows: number, folds: readonly Fold[]): Fold[] {
  const placeOf = new Int32Array(nRows).fill(-1);
  for (const [place, row] of kept.entries()) placeOf[row] = place;
  const among = (rows: Int32Array) => rows.map((row) => placeOf[row]).filter((place) => place >= 0);
  return folds
    .map(({ train, valid, sampleWeight }) => ({
      train: among(train),
      valid: among(valid),
      ...(sampleWeight && { sampleWeight: sampleWeight.filter((_, i) => placeOf[train[i]] >= 0) }),
    }))
    .filter(({ train, valid }) => train.length > 0 && valid.length > 0);
}

function mismatch(what: string, law: string, value: string): never {
  throw new ModelwrightError('SHAPE_MISMATCH', { what, law, value });
}

/**
 * The columns a fit saw, by name and in its order; other columns are ignored.
 *
 * @throws COLUMN_NOT_FOUND when one is absent.
 */
export function selectFeatures(X: Table, features: readonly string[], estimator: string): Table {
  if (hasExactly(X, features)) return X;
  const byName = new Map(X.columns.map((column) => [column.name, column]));
  const columns = features.map((name) => {
    const column = byName.get(name);
    if (column) return column;
    const available = listed(columnNames(X));
    throw new ModelwrightError('COLUMN_NOT_FOUND', { column: name, source: `the input of ${estimator}`, available });
  });
  return { nRows: X.nRows, columns };
}

function hasExactly({ columns }: Table, names: readonly string[]): boolean {
  if (columns.length !== names.length) return false;
  for (let i = 0; i < names.length; i++) if (columns[i].name !== names[i]) return false;
  return true;
}
