/**
 * The four kinds of columns. A column is immutable: nobody writes into its arrays after it was made.
 * Missing values are NaN in float arrays and -1 in integer arrays.
 */

/** Numbers. `cardinality` marks a column of category codes 0 .. cardinality-1 (made by encoders, read by trees). */
export interface NumberColumn {
  readonly kind: 'number';
  readonly name: string;
  /** nRows values; NaN = missing. */
  readonly values: Float64Array;
  /** True when every present value is a whole number and the source's type was an integer type. */
  readonly integer: boolean;
  readonly cardinality?: number;
}

/** Text, dictionary-encoded. Also whole numbers beyond 2^53 and wide decimals, whose digits must not be rounded. */
export interface StringColumn {
  readonly kind: 'string';
  readonly name: string;
  /** nRows indices into `dictionary`; -1 = missing. */
  readonly codes: Int32Array;
  /** Distinct texts in order of first appearance; may hold entries that no row uses. */
  readonly dictionary: readonly string[];
  /** Present when the texts are numbers kept exactly. */
  readonly exact?: 'int64' | 'decimal';
  /** Present when the texts are to be read word by word and are no categories (made by `select_columns`, read by `tfidf`). */
  readonly text?: true;
}

/** Truth values. */
export interface BooleanColumn {
  readonly kind: 'boolean';
  readonly name: string;
  /** nRows values: 1 true, 0 false, -1 missing. */
  readonly values: Int8Array;
}

/** Instants. */
export interface DatetimeColumn {
  readonly kind: 'datetime';
  readonly name: string;
  /** nRows instants in milliseconds since 1970-01-01T00:00:00Z, with fractions; NaN = missing. */
  readonly values: Float64Array;
}

export type Column = NumberColumn | StringColumn | BooleanColumn | DatetimeColumn;
export type ColumnKind = Column['kind'];

/** Number of rows. */
export function columnLength(column: Column): number {
  return column.kind === 'string' ? column.codes.length : column.values.length;
}

/** True when the value at `row` is missing. */
export function isMissing(column: Column, row: number): boolean {
  if (column.kind === 'string') return column.codes[row] < 0;
  if (column.kind === 'boolean') return column.values[row] < 0;
  return Number.isNaN(column.values[row]);
}

/** Number of missing values. */
export function missingCount(column: Column): number {
  let count = 0;
  for (let row = 0; row < columnLength(column); row++) if (isMissing(column, row)) count++;
  return count;
}

/** The value at `row` as a plain JavaScript value: number, string, boolean, ISO-8601 text, or null. */
export function cell(column: Column, row: number): number | string | boolean | null {
  if (isMissing(column, row)) return null;
  switch (column.kind) {
    case 'number':
      return column.values[row];
    case 'string':
      return column.dictionary[column.codes[row]];
    case 'boolean':
      return column.values[row] === 1;
    case 'datetime':
      return new Date(column.values[row]).toISOString();
  }
}

/** The same column under another name. */
export function renamed<C extends Column>(column: C, name: string): C {
  return { ...column, name };
}

/** The rows named by `rows`, in that order; repeats are allowed. */
export function takeFromColumn(column: Column, rows: ArrayLike<number>): Column {
  if (column.kind === 'string') return { ...column, codes: taken(column.codes, new Int32Array(rows.length), rows) };
  if (column.kind === 'boolean') return { ...column, values: taken(column.values, new Int8Array(rows.length), rows) };
  return { ...column, values: taken(column.values, new Float64Array(rows.length), rows) };
}

function taken<A extends Float64Array | Int32Array | Int8Array>(source: A, target: A, rows: ArrayLike<number>): A {
  for (let i = 0; i < rows.length; i++) target[i] = source[rows[i]];
  return target;
}
