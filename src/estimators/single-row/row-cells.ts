/** A single row on its way through a pipeline: every column has a place that is found by name once, before there are rows. */
import type { Column, ColumnKind } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';

/** The values of a row, by place. */
export interface RowCells {
  /** Numbers, instants in milliseconds, and truth as 1 and 0; NaN where missing. */
  readonly numbers: Float64Array;
  /** Texts; null where missing. */
  readonly texts: (string | null)[];
}

/** A column of a table without its rows. */
export interface RowColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** As `StringColumn` has it. */
  readonly text?: true;
  readonly place: number;
}

/** What a transformer does with single rows of a table whose columns are known. */
export interface RowStep {
  /** The columns behind the step, in the order in which `transform` has them. */
  readonly columns: readonly RowColumn[];
  /** Writes the places that the step took; reads those of the columns before it, which stay as they are. */
  write(cells: RowCells): void;
}

/** What a predictor says about single rows. */
export interface RowPredictor {
  /** Columns that it reads, all of them numbers. */
  readonly features: readonly string[];
  /** Classes of which it says the probabilities; 0: it says a number. */
  readonly nClasses: number;
  /**
   * Writes what `predict` has for this row, to the bit: the number, or the probability of each class. The answer is then the most
   * probable class, as `classPredictions` has it.
   *
   * @param row one number per feature, in order; finite unless the estimator allows missing values. It is not kept.
   * @param said room for the number or the probabilities, whatever is in it.
   */
  say(row: Float64Array, said: Float64Array): void;
}

/** A fitted predictor of any kind that was made ready for rows of one table's columns. */
export interface RowModel {
  /** As `RowPredictor` has it. */
  readonly nClasses: number;
  /** Writes what the predictor says about the row; false where it refuses a value, and then `said` means nothing. */
  say(cells: RowCells, said: Float64Array): boolean;
}

/** Hands out places that no column has yet. */
export type TakePlace = () => number;

/** Places of the named columns of that kind, in that order; undefined where one is absent or of another kind. */
export function placesByName(
  columns: readonly RowColumn[],
  kind: ColumnKind,
  names: readonly string[],
): Int32Array | undefined {
  const known = new Map(columns.filter((column) => column.kind === kind).map(({ name, place }) => [name, place]));
  const places = names.map((name) => known.get(name));
  return places.every((place) => place !== undefined) ? Int32Array.from(places) : undefined;
}

/** New columns of numbers with places of their own. */
export function numbersAt(names: readonly string[], take: TakePlace): RowColumn[] {
  return names.map((name) => ({ name, kind: 'number', place: take() }));
}

/** The columns of other kinds, then the fresh ones, as `withReplaced` has them for tables. */
export function withReplacedPlaces(
  columns: readonly RowColumn[],
  kind: ColumnKind,
  fresh: readonly RowColumn[],
): readonly RowColumn[] {
  return [...columns.filter((column) => column.kind !== kind), ...fresh];
}

/** The columns of a table, each in the place of its number. */
export function rowColumns({ columns }: Table): RowColumn[] {
  return columns.map((column, place) => {
    const { name, kind } = column;
    return isText(column) ? { name, kind, text: true, place } : { name, kind, place };
  });
}

/** True for a column of running text. */
export function isText(column: Column): boolean {
  return column.kind === 'string' && column.text === true;
}

/** Room for what is said about a row. */
export function roomToSay({ nClasses }: Pick<RowModel, 'nClasses'>): Float64Array {
  return new Float64Array(Math.max(1, nClasses));
}

/** Room for a row of so many places, all of them missing. */
export function roomFor(nPlaces: number): RowCells {
  return { numbers: new Float64Array(nPlaces).fill(Number.NaN), texts: new Array<string | null>(nPlaces).fill(null) };
}

/** Writes the first row of a table to the places of `rowColumns`. */
export function readCells({ columns }: Table, cells: RowCells): void {
  for (let place = 0; place < columns.length; place++) readCell(columns[place], place, cells);
}

function readCell(column: Column, place: number, { numbers, texts }: RowCells): void {
  if (column.kind === 'string') {
    const code = column.codes[0];
    texts[place] = code < 0 ? null : column.dictionary[code];
  } else if (column.kind === 'boolean') {
    const value = column.values[0];
    numbers[place] = value < 0 ? Number.NaN : value;
  } else {
    numbers[place] = column.values[0];
  }
}

/** Writes what predictions of one row say: for predictors to which a table costs little beside the rest. */
export function sayPredictions({ values, probabilities }: Predictions, said: Float64Array): void {
  if (!probabilities) said[0] = values[0];
  else for (let code = 0; code < said.length; code++) said[code] = probabilities[code][0];
}
