/** Counterfactuals: the least that would have to be different about a row for the model to say something else. */
import { ModelwrightError } from '../../core/errors.ts';
import { type Column, cell, takeFromColumn } from '../../table/column.ts';
import { concatTables } from '../../table/concat.ts';
import { columnNames, columnOf, select, type Table, takeRows } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';
import { type CellValue, isOrdered, isSameCell, spreadOf, typicalRows } from './cell-values.ts';
import { nearer } from './nearer-values.ts';
import { type Aim, aimFor, type Wanted } from './wanted-outcome.ts';

export interface CounterfactualRequest {
  readonly predict: (X: Table) => Predictions;
  /** The explained row: a table of one. */
  readonly row: Table;
  /** Rows whose values are tried; with the columns of `row`. */
  readonly reference: Table;
  /** Default: any other class. A regression needs bounds. */
  readonly wanted?: Wanted;
  /** Columns that stay as they are. */
  readonly immutable?: readonly string[];
  /** By column: bounds of numbers (dates in milliseconds since 1970), or the values allowed. */
  readonly ranges?: Readonly<
    Record<string, { readonly min?: number; readonly max?: number; readonly values?: readonly CellValue[] }>
  >;
  /** Most columns that differ; 1 to 10, default 3. */
  readonly maxChanges?: number;
  /** Most answers; 1 to 20, default 3. */
  readonly count?: number;
}

export interface Counterfactual {
  readonly changes: readonly { readonly column: string; readonly from: CellValue | null; readonly to: CellValue }[];
  /** The changed row; `predict` of it has the wanted outcome. */
  readonly row: Table;
  /** Prediction for it: a number or a class code. */
  readonly prediction: number;
  /** Sum over the changes: 1 for another text, else the difference by the quartile distance of the column. */
  readonly distance: number;
}

export interface Counterfactuals {
  /** Fewest changes first, then nearest; empty when the search found none, which is no proof that there is none. */
  readonly found: readonly Counterfactual[];
  /** Rows that the model was asked about. */
  readonly asked: number;
}

/** Values of a column that are tried. */
const mostValues = 24;
/** Partly changed rows that are taken further. */
const beamWidth = 12;

/** Per column the place of its value among [row, reference]: 0 is the row's own. */
type Candidate = Int32Array;

/**
 * Beam search over values that occur in the reference, one more column at a time (in the spirit of growing spheres, Laugel et al.
 * 2018, and of DiCE, Mothilal et al. 2020, for models that can only be asked); numbers then move back towards the row as far as the
 * model goes along. Every answer was confirmed by the model, and no change in it can be left out.
 *
 * @throws COLUMN_NOT_FOUND for a column in the options that the row lacks; PARAM_INVALID for options out of range, for an outcome
 *   that the model does not know or the row already has; SHAPE_MISMATCH unless `row` has one row; ROWS_TOO_FEW without a reference.
 */
export function counterfactuals(request: CounterfactualRequest): Counterfactuals {
  const { row, immutable = [], ranges = {}, maxChanges = 3, count = 3 } = request;
  checkRequest(request, maxChanges, count);
  let asked = 0;
  const predict = (X: Table) => {
    asked += X.nRows;
    return request.predict(X);
  };
  const aim = aimFor(predict(row), request.wanted);
  const names = columnNames(row);
  const all = concatTables(row, select(request.reference, names));
  const choices = all.columns.map((column) =>
    immutable.includes(column.name) ? [] : choicesOf(column, ranges[column.name]),
  );
  const tableFor = (candidates: readonly Candidate[]): Table => ({
    nRows: candidates.length,
    columns: all.columns.map((column, j) =>
      takeFromColumn(
        column,
        candidates.map((places) => places[j]),
      ),
    ),
  });
  const flips: Candidate[] = [];
  let beam: Candidate[] = [new Int32Array(names.length)];
  for (let depth = 0; depth < maxChanges && flips.length < count; depth++) {
    const next = beam.flatMap((places) => grown(places, choices)).filter(isFirst());
    if (next.length === 0) break;
    const nearness = aim.nearness(predict(tableFor(next)));
    const order = Array.from(next.keys()).sort((a, b) => nearness[b] - nearness[a] || a - b);
    flips.push(
      ...spreadOut(
        order.filter((i) => nearness[i] >= 0).map((i) => next[i]),
        count,
      ),
    );
    beam = order
      .filter((i) => nearness[i] < 0)
      .slice(0, beamWidth)
      .map((i) => next[i]);
  }
  const scales = all.columns.map(spreadOf);
  const found = flips
    .map((places) => nearest(tableFor([places]), row, { predict, aim, names, limits: ranges }))
    .map((changed) => describe(changed, row, scales, predict, aim))
    .filter((one) => one !== undefined)
    .filter(isFirstOf(({ changes }) => JSON.stringify(changes)))
    .sort((a, b) => a.changes.length - b.changes.length || a.distance - b.distance || 0);
  return { found: found.slice(0, count), asked };
}

function checkRequest(
  { row, reference, immutable = [], ranges = {} }: CounterfactualRequest,
  maxChanges: number,
  count: number,
) {
  const refuse = (name: string, law: string, value: number) => {
    throw new ModelwrightError('PARAM_INVALID', { name, law, value: `${value}` });
  };
  if (row.nRows !== 1)
    throw new ModelwrightError('SHAPE_MISMATCH', { what: 'row', law: 'one row', value: `${row.nRows}` });
  if (reference.nRows === 0)
    throw new ModelwrightError('ROWS_TOO_FEW', { what: 'counterfactuals', needed: 1, rows: 0 });
  for (const name of [...immutable, ...Object.keys(ranges)]) columnOf(row, name, 'the explained row');
  if (!(Number.isSafeInteger(maxChanges) && maxChanges >= 1 && maxChanges <= 10)) {
    refuse('maxChanges', 'a whole number, 1 to 10', maxChanges);
  }
  if (!(Number.isSafeInteger(count) && count >= 1 && count <= 20)) refuse('count', 'a whole number, 1 to 20', count);
}

type Range = NonNullable<CounterfactualRequest['ranges']>[string];

/** Places of the values that a column may take instead of the row's own. */
function choicesOf(column: Column, range: Range | undefined): number[] {
  const reference = Int32Array.from(
    typicalRows(takeFromColumn(column, tail(column)), mostValues),
    (place) => place + 1,
  );
  return Array.from(reference).filter((place) => !isSameCell(column, 0, place) && isAllowed(column, place, range));
}

function tail(column: Column): Int32Array {
  const length = column.kind === 'string' ? column.codes.length : column.values.length;
  return Int32Array.from({ length: length - 1 }, (_, i) => i + 1);
}

function isAllowed(column: Column, place: number, range: Range | undefined): boolean {
  if (!range) return true;
  const value = cell(column, place)!;
  if (range.values && !range.values.includes(value)) return false;
  const size = isOrdered(column) ? column.values[place] : Number.NaN;
  return !(size < (range.min ?? Number.NEGATIVE_INFINITY)) && !(size > (range.max ?? Number.POSITIVE_INFINITY));
}

/** The candidates with one more column changed. */
function grown(places: Candidate, choices: readonly (readonly number[])[]): Candidate[] {
  return choices.flatMap((ofColumn, j) =>
    places[j] !== 0
      ? []
      : ofColumn.map((place) => {
          const copy = places.slice();
          copy[j] = place;
          return copy;
        }),
  );
}

/** Not all by the same columns: the best of each set of columns first. */
function spreadOut(flips: readonly Candidate[], count: number): Candidate[] {
  const bySet = isFirstOf<Candidate>((places) => places.map((place) => Number(place !== 0)).join(''));
  const leading = flips.filter(bySet);
  return [...leading, ...flips.filter((places) => !leading.includes(places))].slice(0, 2 * count);
}

function isFirst(): (places: Candidate) => boolean {
  return isFirstOf((places) => places.join());
}

function isFirstOf<One>(keyOf: (one: One) => string): (one: One) => boolean {
  const seen = new Set<string>();
  return (one) => {
    const key = keyOf(one);
    return !seen.has(key) && seen.add(key) !== undefined;
  };
}

interface Moving {
  readonly predict: (X: Table) => Predictions;
  readonly aim: Aim;
  readonly names: readonly string[];
  readonly limits: Readonly<Record<string, Range>>;
}

/** The changed row without changes that are not needed, and with numbers as near to the row's as the outcome allows. */
function nearest(changed: Table, row: Table, { predict, aim, names, limits }: Moving): Table {
  let best = changed;
  const holds = (X: Table) => aim.nearness(predict(X))[0] >= 0;
  const withOwn = (j: number, column: Column): Table => ({
    nRows: 1,
    columns: best.columns.map((old, i) => (i === j ? column : old)),
  });
  for (const j of names.keys()) {
    const reverted = withOwn(j, row.columns[j]);
    if (holds(reverted)) best = reverted;
  }
  for (const [j, name] of names.entries()) {
    if (limits[name]?.values) continue;
    const moved = nearer(best.columns[j], row.columns[j], limits[name] ?? {}, (column) => holds(withOwn(j, column)));
    best = withOwn(j, moved);
  }
  return best;
}

function describe(
  changed: Table,
  row: Table,
  scales: readonly number[],
  predict: (X: Table) => Predictions,
  aim: Aim,
): Counterfactual | undefined {
  const said = predict(changed);
  if (aim.nearness(said)[0] < 0) return undefined;
  let distance = 0;
  const changes = changed.columns.flatMap((column, j) => {
    const [from, to] = [cell(row.columns[j], 0), cell(column, 0)];
    if (from === to || to === null) return [];
    const own = row.columns[j];
    const isMeasured = isOrdered(column) && isOrdered(own) && from !== null;
    distance += isMeasured ? Math.abs(column.values[0] - own.values[0]) / scales[j] : 1;
    return [{ column: column.name, from, to }];
  });
  return { changes, row: takeRows(changed, [0]), prediction: said.values[0], distance };
}
