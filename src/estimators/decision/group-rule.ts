/** Decisions of two classes by a threshold for each group of rows. A rule is plain data. */
import { z } from 'zod';
import { ModelwrightError } from '../../core/errors.ts';
import { type Column, isMissing } from '../../table/column.ts';
import { findColumn, listed, type Table } from '../../table/table.ts';

const text = z.string().max(10_000);

export const groupRule = z.strictObject({
  columns: z.array(text.min(1)).min(1).max(10).describe('columns whose values make the group of a row'),
  groups: z
    .array(
      z.strictObject({
        values: z.array(text).min(1).max(10).describe('the value of each column as text'),
        threshold: z.number().min(-1).max(1).describe('probability of class 1 above which it is answered'),
      }),
    )
    .max(1000)
    .describe('groups with a threshold of their own'),
  otherwise: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.5)
    .describe('threshold for rows of any other group, or without a value in one of the columns'),
});

export type GroupRule = z.output<typeof groupRule>;

/**
 * The answer of each row: 1 where the probability of class 1 is above the threshold of the row's group, else 0.
 *
 * @throws COLUMN_NOT_FOUND
 */
export function decideByGroup(
  { columns, groups, otherwise }: GroupRule,
  X: Table,
  probabilities: Float64Array,
): Float64Array {
  const found = columns.map((name) => {
    const column = findColumn(X, name);
    if (column) return column;
    const available = listed(X.columns.map(({ name }) => name));
    throw new ModelwrightError('COLUMN_NOT_FOUND', { column: name, source: 'the rows to decide', available });
  });
  const thresholds = new Map(groups.map(({ values, threshold }) => [keyOf(values), threshold]));
  return probabilities.map((probability, row) => {
    const values = found.map((column) => valueText(column, row));
    const threshold = values.includes(undefined) ? undefined : thresholds.get(keyOf(values));
    return probability > (threshold ?? otherwise) ? 1 : 0;
  });
}

function keyOf(values: readonly (string | undefined)[]): string {
  return values.length === 1 ? values[0]! : JSON.stringify(values);
}

/** As the groups of a fairness report are named; undefined for a missing value. */
function valueText(column: Column, row: number): string | undefined {
  if (isMissing(column, row)) return undefined;
  switch (column.kind) {
    case 'string':
      return column.dictionary[column.codes[row]];
    case 'boolean':
      return String(column.values[row] === 1);
    default:
      return String(column.values[row]);
  }
}
