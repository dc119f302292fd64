/** Groups of rows by the values of sensitive columns. */
import { ModelwrightError } from '../../core/errors.ts';
import { tableFrom } from '../../table/build.ts';
import { type Column, columnLength, isMissing } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';

/** One array per sensitive column, or a table of nothing but sensitive columns. */
export type Sensitive = Parameters<typeof tableFrom>[0] | Table;

/** The rows that share a value of each column of a grouping. */
export interface RowGroup {
  /** The value of each column, as text. */
  readonly values: readonly string[];
  /** The values joined by " / ". */
  readonly label: string;
  /** Rising. */
  readonly rows: Int32Array;
}

/** All rows divided by one column or by several together. */
export interface Grouping {
  readonly columns: readonly string[];
  /** Ordered by value, column by column: numbers by size, texts by code unit. Only combinations that occur. */
  readonly groups: readonly RowGroup[];
  /** Rows without a value in one of the columns; they are in no group. */
  readonly missing: number;
}

/** More distinct values make an identifier or a measurement, not groups. */
const mostGroups = 1000;

interface Coded {
  readonly name: string;
  readonly labels: readonly string[];
  /** Index into labels; -1 = missing. */
  readonly codes: Int32Array;
}

/**
 * A grouping by each column and, with several columns and `intersect`, one by all of them together.
 *
 * @throws PARAM_INVALID without any column; SHAPE_MISMATCH when lengths differ; VALUE_INVALID for a column that is absent,
 *   entirely missing or of instants, and for more than 1,000 groups.
 */
export function groupingsOf(sensitive: Sensitive, nRows: number, intersect: boolean): Grouping[] {
  const columns = columnsOf(sensitive ?? {}).map((column) => coded(column, nRows));
  if (columns.length === 0) {
    throw new ModelwrightError('PARAM_INVALID', { name: 'sensitive', law: 'at least one column', value: 'none' });
  }
  const singles = columns.map((column) => grouping([column], nRows));
  return intersect && columns.length > 1 ? [...singles, grouping(columns, nRows)] : singles;
}

function columnsOf(sensitive: Sensitive): readonly Column[] {
  if (isTable(sensitive)) return sensitive.columns;
  return Object.entries(sensitive).flatMap(([name, values]) => {
    const what = `sensitive column "${name}"`;
    if (!Array.isArray(values)) throw new ModelwrightError('VALUE_INVALID', { what, law: 'an array', value: 'none' });
    return tableFrom({ [name]: values }).columns;
  });
}

function isTable(sensitive: Sensitive): sensitive is Table {
  return typeof sensitive['nRows'] === 'number';
}

function coded(column: Column, nRows: number): Coded {
  const { name } = column;
  const what = `sensitive column "${name}"`;
  const length = columnLength(column);
  if (length !== nRows) {
    const value = `${length} and ${nRows}`;
    throw new ModelwrightError('SHAPE_MISMATCH', { what, law: 'one value per row', value });
  }
  if (column.kind === 'datetime') {
    throw new ModelwrightError('VALUE_INVALID', { what, law: 'text, numbers or truth values', value: 'instants' });
  }
  const distinct = new Map<number, string>();
  for (let row = 0; row < nRows; row++) {
    if (isMissing(column, row)) continue;
    const key = keyOf(column, row);
    if (!distinct.has(key)) distinct.set(key, labelOf(column, key));
    checkCount(distinct.size, what);
  }
  if (distinct.size === 0) {
    throw new ModelwrightError('VALUE_INVALID', { what, law: 'at least one present value', value: 'none' });
  }
  const order = [...distinct].sort(
    column.kind === 'string' ? ([, a], [, b]) => (a < b ? -1 : Number(a > b)) : ([a], [b]) => a - b,
  );
  const codeOf = new Map(order.map(([key], code) => [key, code]));
  const codes = new Int32Array(nRows);
  for (let row = 0; row < nRows; row++) codes[row] = isMissing(column, row) ? -1 : codeOf.get(keyOf(column, row))!;
  return { name, labels: order.map(([, label]) => label), codes };
}

type Groupable = Exclude<Column, { kind: 'datetime' }>;

function keyOf(column: Groupable, row: number): number {
  return column.kind === 'string' ? column.codes[row] : column.values[row];
}

function labelOf(column: Groupable, key: number): string {
  if (column.kind === 'string') return column.dictionary[key];
  return column.kind === 'boolean' ? String(key === 1) : String(key);
}

function grouping(columns: readonly Coded[], nRows: number): Grouping {
  const names = columns.map(({ name }) => name);
  const { labels, codes } = columns
    .slice(1)
    .reduce(paired, { ...columns[0], labels: columns[0].labels.map((l) => [l]) });
  const sizes = new Int32Array(labels.length);
  for (const code of codes) if (code >= 0) sizes[code]++;
  const rows = Array.from(sizes, (size) => new Int32Array(size));
  sizes.fill(0);
  let missing = 0;
  for (let row = 0; row < nRows; row++) {
    const code = codes[row];
    if (code < 0) missing++;
    else rows[code][sizes[code]++] = row;
  }
  const groups = labels.map((values, code) => ({ values, label: values.join(' / '), rows: rows[code] }));
  return { columns: names, groups, missing };
}

interface Combined {
  readonly labels: readonly (readonly string[])[];
  readonly codes: Int32Array;
}

/** The combinations that occur, in order, renumbered so that codes stay small however many columns there are. */
function paired(left: Combined, right: Coded): Combined {
  const width = right.labels.length;
  const keys = left.codes.map((code, row) => (code < 0 || right.codes[row] < 0 ? -1 : code * width + right.codes[row]));
  const found = new Set<number>();
  for (const key of keys) {
    if (key >= 0) found.add(key);
    checkCount(found.size, 'the sensitive columns together');
  }
  const order = [...found].sort((a, b) => a - b);
  const codeOf = new Map(order.map((key, code) => [key, code]));
  return {
    labels: order.map((key) => [...left.labels[Math.floor(key / width)], right.labels[key % width]]),
    codes: keys.map((key) => codeOf.get(key) ?? -1),
  };
}

function checkCount(groups: number, what: string): void {
  if (groups <= mostGroups) return;
  const law = `at most ${mostGroups} groups`;
  throw new ModelwrightError('VALUE_INVALID', { what, law, value: `at least ${groups}` });
}
