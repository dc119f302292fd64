/** A column of a source that says what rows really are, where a model without a target has only its own opinion. */
import { ModelwrightError } from '../../core/errors.ts';
import { defaultPositive, findClass, matchClass, orderClasses } from '../../data/target-classes.ts';
import { castColumn } from '../../estimators/preprocess/cast-column.ts';
import type { Column, StringColumn } from '../../table/column.ts';

/** The classes of the rows that say one. */
export interface KnownClasses {
  readonly column: string;
  readonly classes: readonly string[];
  /** Rows that say a class, ascending, and the code of each. */
  readonly rows: Int32Array;
  readonly codes: Float64Array;
}

/** More classes tell nothing about clusters that are few. */
const mostClasses = 200;

/** @throws ROWS_TOO_FEW when no row says a class, VALUE_INVALID above 200 classes. */
export function knownClasses(column: Column): KnownClasses {
  const texts = castColumn(column, 'categorical') as StringColumn;
  const used = new Set(texts.codes);
  const present = texts.dictionary.map((text, code) => used.has(code) && text.trim() !== '');
  const classes = orderClasses(texts.dictionary.filter((_, code) => present[code]));
  if (classes.length > mostClasses) {
    const law = `at most ${mostClasses} different values`;
    throw new ModelwrightError('VALUE_INVALID', { what: `label column "${column.name}"`, law, value: classes.length });
  }
  const rows = Int32Array.from(texts.codes.keys()).filter((row) => present[texts.codes[row]]);
  if (rows.length === 0) {
    throw new ModelwrightError('ROWS_TOO_FEW', { what: `label column "${column.name}"`, needed: 1, rows: 0 });
  }
  const place = new Map(classes.map((text, code) => [text, code]));
  const codes = Float64Array.from(rows, (row) => place.get(texts.dictionary[texts.codes[row]])!);
  return { column: column.name, classes, rows, codes };
}

/**
 * Which class is the anomaly: the named one, else the one that training knew, else of two the one that says "yes" or is rarer.
 *
 * @param recorded may be absent from the rows: then none of them is an anomaly.
 * @throws PARAM_INVALID for a name that is no class, and where nothing says which of them it is.
 */
export function anomalyClass({ classes, codes }: KnownClasses, named?: string, recorded?: string): string {
  if (named !== undefined) return matchClass(classes, named);
  if (recorded !== undefined) return findClass(classes, recorded) ?? recorded;
  if (classes.length !== 2) {
    const law = `one of the classes (${classes.length} are in the label column, so it has to be named)`;
    throw new ModelwrightError('PARAM_INVALID', { name: 'positiveClass', law, value: 'none' });
  }
  const counts = [0, 0];
  for (const code of codes) counts[code]++;
  return defaultPositive(classes, counts);
}
