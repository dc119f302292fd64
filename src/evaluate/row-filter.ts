/** Rows that a configuration names by their values: `{ region: 'north', age: { min: 18, below: 65 } }`. */
import { z } from 'zod';
import { ModelwrightError } from '../core/errors.ts';
import { type Column, cell, isMissing } from '../table/column.ts';
import { columnOf, type Table } from '../table/table.ts';

/** A value in a source, as a configuration writes it. */
export const plainValue = z.union([z.string().max(10_000), z.number(), z.boolean()]);

const end = z.union([z.number(), z.string().min(1).max(100)]);

const rangeCondition = z
  .strictObject({
    min: end.optional().describe('Values from here on; dates as text: "2024-07-01".'),
    below: end.optional().describe('Values below this.'),
    in: z.array(plainValue).min(1).max(1000).optional().describe('One of these values.'),
    missing: z.boolean().optional().describe('Only rows without a value, or only rows with one.'),
  })
  .refine((condition) => Object.keys(condition).length > 0, 'at least one of min, below, in, missing');

/** What a row must hold, by column; all conditions together. */
export const rowFilterSchema = z
  .record(z.string().min(1).max(1000), z.union([plainValue, rangeCondition]))
  .refine((filter) => Object.keys(filter).length > 0, 'at least one column')
  .refine((filter) => Object.keys(filter).length <= 20, 'at most 20 columns');

export type RowFilter = z.output<typeof rowFilterSchema>;
type Condition = RowFilter[string];

/** The rows of the table that the filter names, rising. @throws COLUMN_NOT_FOUND */
export function rowsWhere(table: Table, filter: RowFilter, source = 'the data'): Int32Array {
  const holds = Object.entries(filter).map(([name, condition]) => {
    const column = columnOf(table, name, source);
    return (row: number) => meets(column, row, condition);
  });
  return Int32Array.from({ length: table.nRows }, (_, row) => row).filter((row) => holds.every((each) => each(row)));
}

/** In words: `region = "north" and age in [18, 65)`. */
export function filterWords(filter: RowFilter): string {
  return Object.entries(filter)
    .map(([name, condition]) => conditionWords(name, condition))
    .join(' and ');
}

function meets(column: Column, row: number, condition: Condition): boolean {
  if (typeof condition !== 'object') return String(cell(column, row)) === String(condition) && !isMissing(column, row);
  const { min, below, missing } = condition;
  if (missing !== undefined && isMissing(column, row) !== missing) return false;
  if (min === undefined && below === undefined && condition.in === undefined) return true;
  if (isMissing(column, row)) return false;
  if (condition.in && !condition.in.some((value) => String(value) === String(cell(column, row)))) return false;
  return (min === undefined || !isBelow(column, row, min)) && (below === undefined || isBelow(column, row, below));
}

/** Instants are compared as ISO-8601 text, of which a beginning is enough. */
function isBelow(column: Column, row: number, limit: number | string): boolean {
  const value = cell(column, row);
  if (typeof value === 'number') return value < Number(limit);
  if (typeof value === 'string' && typeof limit === 'string') return value < limit;
  const law = column.kind === 'boolean' ? 'no range of truth values' : 'a range of the same type as the values';
  throw new ModelwrightError('VALUE_INVALID', { what: `range of column "${column.name}"`, law, value: typeof limit });
}

function conditionWords(name: string, condition: Condition): string {
  if (typeof condition !== 'object') return `${name} = ${JSON.stringify(condition)}`;
  const { min, below, missing } = condition;
  const parts: string[] = [];
  if (missing !== undefined) parts.push(`${name} is ${missing ? 'missing' : 'present'}`);
  if (condition.in) parts.push(`${name} in {${condition.in.map((value) => JSON.stringify(value)).join(', ')}}`);
  if (min !== undefined && below !== undefined) parts.push(`${name} in [${min}, ${below})`);
  else if (min !== undefined) parts.push(`${name} >= ${min}`);
  else if (below !== undefined) parts.push(`${name} < ${below}`);
  return parts.join(' and ');
}
