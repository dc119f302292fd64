/** The known outcomes of a table, in a model's own classes. */
import { findClass } from '../data/target-classes.ts';
import { castColumn } from '../estimators/preprocess/cast-column.ts';
import { type Column, columnLength, missingCount } from '../table/column.ts';
import type { Signature } from '../table/task.ts';

export interface Truth {
  /** Rows whose outcome is known to the model. */
  readonly rows: Int32Array;
  /** Numbers or class codes of these rows. */
  readonly yTrue: Float64Array;
  /** Rows without an outcome. */
  readonly missing: number;
  /** Rows whose outcome is no number, or a class that the model does not know. */
  readonly unknown: number;
}

/** Reads a target column: numbers, or texts matched with the model's classes. */
export function truthOf(column: Column, target: Signature['target']): Truth {
  const { values, present } = target.task === 'regression' ? numbersOf(column) : codesOf(column, target.classes);
  const rows = Int32Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]));
  return {
    rows,
    yTrue: values.filter((value) => !Number.isNaN(value)),
    missing: values.length - present,
    unknown: present - rows.length,
  };
}

/** `values`: NaN where nothing is known; `present`: rows that say something. */
interface TargetValues {
  readonly values: Float64Array;
  readonly present: number;
}

function numbersOf(column: Column): TargetValues {
  const { values } = castColumn(column, 'numeric') as Extract<Column, { kind: 'number' }>;
  return { values, present: columnLength(column) - missingCount(column) };
}

function codesOf(column: Column, classes: readonly string[]): TargetValues {
  const texts = castColumn(column, 'categorical') as Extract<Column, { kind: 'string' }>;
  const codes = texts.dictionary.map((text) => {
    const found = findClass(classes, text);
    return found === undefined ? Number.NaN : classes.indexOf(found);
  });
  const values = Float64Array.from(texts.codes, (code) => (code < 0 ? Number.NaN : codes[code]));
  return { values, present: values.length - missingCount(column) };
}
