/** How other libraries read a column before their trees look at it, and such columns made of a table. */
import { ModelwrightError } from '../../core/errors.ts';
import type { Column, NumberColumn } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';

/** What becomes of a value; the numbers are part of the state format. */
export const readings = {
  /** LightGBM: float64, NaN is missing; its thresholds are such that values near zero need no care. */
  number: 0,
  /** LightGBM with `zero_as_missing`: what is as good as zero is missing too. */
  zeroIsMissing: 1,
  /** LightGBM's categories: whole codes, fractions cut off; what is no code stays what it is. */
  truncatedCode: 2,
  /** XGBoost: rounded to float32. */
  float32: 3,
  /** XGBoost's categories: float32, fractions cut off; what is negative or no known code becomes the code `top`. */
  float32Code: 4,
} as const;

/** Up to here from zero, on both sides, LightGBM takes a value for zero. */
export const zeroBound = Math.fround(1e-35);

/** The columns that a forest looks at, made of a model's features. */
export type ImportedColumns = {
  /** For each column its feature; a feature may be read in more than one way. */
  readonly features: Int32Array;
  /** For each column one of `readings`. */
  readonly readings: Uint8Array;
  /** For each column the code of what is no known category; 0 where the reading has none. */
  readonly tops: Int32Array;
};

/** A category by which the model was trained; its place in the list is its code. */
export type Label = string | number | boolean;

/** For each feature the labels of its codes; null for a feature that comes as numbers. */
export type Labels = readonly (readonly Label[] | null)[];

/**
 * The table that the forest walks.
 *
 * @param X The features in their order: number or boolean columns; also text columns where the feature has labels.
 * @throws VALUE_INVALID for a column of another kind.
 */
export function importedTable(columns: ImportedColumns, labels: Labels, X: Table): Table {
  /** Codes by feature; of single rows most columns are taken as they are, and this is never made. */
  let codes: Map<number, Float64Array> | undefined;
  const made: NumberColumn[] = new Array(columns.features.length);
  for (let at = 0; at < made.length; at++) {
    const feature = columns.features[at];
    const column = X.columns[feature];
    let values = column.kind === 'number' && !labels[feature] ? column.values : codes?.get(feature);
    if (!values) {
      values = numbersOf(column, labels[feature] ?? null);
      codes = (codes ?? new Map()).set(feature, values);
    }
    const asRead = read(values, columns.readings[at], columns.tops[at]);
    const isColumn = column.kind === 'number' && column.values === asRead;
    made[at] = isColumn ? column : { kind: 'number', name: column.name, values: asRead, integer: false };
  }
  return { nRows: X.nRows, columns: made };
}

/** Refuses columns that no model of this kind can read, also those at which no tree looks. */
export function checkImportedColumns(labels: Labels, X: Table): void {
  for (let feature = 0; feature < X.columns.length; feature++) {
    const { kind, name } = X.columns[feature];
    if (kind === 'number' || kind === 'boolean' || (kind === 'string' && labels[feature])) continue;
    const law = labels[feature] ? 'a text, number or boolean column' : 'a number column';
    throw new ModelwrightError('VALUE_INVALID', { what: `column "${name}"`, law, value: `a ${kind} column` });
  }
}

/** Values, or codes where there are labels; NaN for what is missing and for unknown labels. */
function numbersOf(column: Column, labels: readonly Label[] | null): Float64Array {
  if (column.kind === 'string') {
    const codes = codesByText(labels!);
    const ofEntry = column.dictionary.map((text) => codes.get(text) ?? Number.NaN);
    return Float64Array.from(column.codes, (entry) => (entry < 0 ? Number.NaN : ofEntry[entry]));
  }
  if (column.kind === 'boolean') {
    const values = labels ? [false, true].map((flag) => codesByText(labels).get(String(flag)) ?? Number.NaN) : [0, 1];
    return Float64Array.from(column.values, (flag) => (flag < 0 ? Number.NaN : values[flag]));
  }
  if (!labels) return column.values;
  const codes = codesByText(labels);
  return column.values.map((value) => codes.get(String(value)) ?? Number.NaN);
}

/** A number label matches its number and its text alike. */
function codesByText(labels: readonly Label[]): Map<string, number> {
  return new Map(labels.map((label, code) => [String(label), code]));
}

function read(values: Float64Array, reading: number, top: number): Float64Array {
  switch (reading) {
    case readings.zeroIsMissing:
      return values.map((value) => (Math.abs(value) <= zeroBound ? Number.NaN : value));
    case readings.truncatedCode:
      return values.map(Math.trunc);
    case readings.float32:
      return values.map(Math.fround);
    case readings.float32Code:
      return values.map((value) => knownCode(Math.fround(value), top));
    default:
      return values;
  }
}

function knownCode(value: number, top: number): number {
  if (Number.isNaN(value)) return value;
  return value >= 0 && value < top ? Math.trunc(value) : top;
}
