/** Checks the column names of a source. */
import { ModelwrightError } from '../core/errors.ts';

/** Most columns that a source may have. */
export const maxColumns = 20_000;

/**
 * The names, with `column_<position>` for empty ones.
 *
 * @throws SOURCE_TOO_WIDE, SOURCE_COLUMN_DUPLICATE.
 */
export function uniqueNames(source: string, names: readonly string[]): readonly string[] {
  if (names.length > maxColumns) {
    throw new ModelwrightError('SOURCE_TOO_WIDE', { source, limit: maxColumns, actual: names.length });
  }
  const filled = names.map((name, i) => (name === '' ? `column_${i + 1}` : name));
  const known = new Set<string>();
  for (const column of filled) {
    if (known.has(column)) throw new ModelwrightError('SOURCE_COLUMN_DUPLICATE', { source, column });
    known.add(column);
  }
  return filled;
}
