/** Which columns become features, and how each is treated. */
import type { Column, NumberColumn, StringColumn } from '../table/column.ts';
import { columnLength, isMissing } from '../table/column.ts';
import type { Table } from '../table/table.ts';
import { textShape } from './text-shape.ts';

/** Role of a column; the first five make features. */
export type Role =
  | 'numeric'
  | 'categorical'
  | 'boolean'
  | 'datetime'
  | 'text'
  | 'id'
  | 'constant'
  | 'target'
  | 'time'
  | 'group'
  | 'weight'
  | 'excluded';

export interface ColumnRole {
  readonly name: string;
  readonly role: Role;
}

export interface RoleOptions {
  readonly target?: string;
  /** Orders the rows. */
  readonly timeColumn?: string;
  readonly groupColumn?: string;
  /** How much each row counts. */
  readonly weightColumn?: string;
  /** Columns that identify rows. */
  readonly idColumns?: readonly string[];
  readonly exclude?: readonly string[];
}

/** Fewer rows say nothing about identifiers. */
const minRowsForId = 20;
/** From this share of distinct texts on, a short text identifies its row. */
const idShare = 0.9;
/** Prose: from this many words or characters on, with this share of distinct texts. */
const prose = { words: 4, length: 60, share: 0.2 };
/** From this share of numbers on, the rest of a text column counts as missing. */
const numericShare = 0.9;
/** Up to this many distinct texts a column of numbers in text stays a set of categories. */
const fewTexts = 20;

const idName = /(^|[_\s.-])(id|ids|uuid|guid|key|rowid|index|idx)$|[a-z](Id|ID|UUID|Key)$/;
const idNameAnyCase = /^(id|ids|uuid|guid|key|rowid|index|idx|row_?number|row_?num)$/i;

/** The role of every column, in the order of the table. What the options name comes first; the rest is inferred from values. */
export function inferRoles(table: Table, options: RoleOptions = {}): ColumnRole[] {
  const excluded = new Set(options.exclude);
  const ids = new Set(options.idColumns);
  return table.columns.map((column) => {
    const { name } = column;
    if (name === options.target) return { name, role: 'target' };
    if (name === options.timeColumn) return { name, role: 'time' };
    if (name === options.groupColumn) return { name, role: 'group' };
    if (name === options.weightColumn) return { name, role: 'weight' };
    if (ids.has(name)) return { name, role: 'id' };
    if (excluded.has(name)) return { name, role: 'excluded' };
    return { name, role: inferRole(column) };
  });
}

/** The role that a column's values suggest. */
export function inferRole(column: Column): Role {
  if (isConstant(column)) return 'constant';
  switch (column.kind) {
    case 'boolean':
      return 'boolean';
    case 'datetime':
      return 'datetime';
    case 'number':
      return isIdNumber(column) ? 'id' : 'numeric';
    case 'string':
      return textRole(column);
  }
}

/** True when nothing varies: no row, only missing values, or one value without gaps. */
function isConstant(column: Column): boolean {
  const length = columnLength(column);
  if (length === 0) return true;
  const values = column.kind === 'string' ? column.codes : column.values;
  const first = values[0];
  const absent = isMissing(column, 0);
  for (let row = 1; row < length; row++) {
    if (values[row] !== first && !(absent && isMissing(column, row))) return false;
  }
  return true;
}

function textRole(column: StringColumn): Role {
  const shape = textShape(column);
  const share = shape.distinct / Math.max(1, shape.present);
  const enough = shape.present >= minRowsForId;
  if (column.exact === 'decimal') return 'numeric';
  if (column.exact === 'int64') return enough && share > idShare ? 'id' : 'categorical';
  if (shape.isoDates > 0.99) return 'datetime';
  const manyTexts = shape.distinct > fewTexts;
  if (manyTexts && shape.numeric >= numericShare) return share === 1 && namesAnId(column.name) ? 'id' : 'numeric';
  const isProse = shape.words >= prose.words || shape.length >= prose.length;
  if (enough && isProse && share > prose.share && manyTexts) return 'text';
  if (enough && shape.dates > 0.95 && manyTexts) return 'text';
  return enough && share > idShare && manyTexts ? 'id' : 'categorical';
}

/** Whole numbers, all different and without gaps, that either carry an identifier's name or count the rows from 0 or 1. */
function isIdNumber({ name, values }: NumberColumn): boolean {
  if (values.length < minRowsForId) return false;
  if (countsRows(values)) return true;
  return namesAnId(name) && values.every(Number.isSafeInteger) && new Set(values).size === values.length;
}

function countsRows(values: Float64Array): boolean {
  if (values[0] !== 0 && values[0] !== 1) return false;
  for (let row = 1; row < values.length; row++) if (values[row] !== values[row - 1] + 1) return false;
  return true;
}

/** True for names such as `id`, `customer_id` or `rowKey`. */
export function namesAnId(name: string): boolean {
  return idName.test(name) || idNameAnyCase.test(name);
}
