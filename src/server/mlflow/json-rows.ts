/** Tables in JSON as MLflow's scoring protocol sends them, as rows by column name. Values are checked by who reads the rows. */
import type { JsonRow } from '../../serve/column-readers.ts';
import { typeName } from '../../table/json-type.ts';
import { invalid } from '../check-body.ts';
import { firstRepeated } from './first-repeated.ts';

/** The ways to send a table; a body has exactly one. */
export const tableFields = ['dataframe_split', 'dataframe_records', 'instances', 'inputs'] as const;
type TableField = (typeof tableFields)[number];

type Fields = Readonly<Record<string, unknown>>;

/** Rows that are made at once. */
const rowsAtOnce = 2_000;

/**
 * The rows of a body; other work may go on wherever this yields, which it does between thousands of rows.
 *
 * @param columns Names of the model's inputs, for rows that come as lists of values.
 * @param most Rows of a request.
 * @throws BODY_INVALID naming what is wrong.
 */
export function* rowsOfBody(body: unknown, columns: readonly string[], most: number): Generator<void, JsonRow[]> {
  const fields = fieldsOf(body, '');
  const given = tableFields.filter((field) => fields[field] !== undefined);
  if (given.length !== 1) {
    const found = given.length === 0 ? 'none' : given.join(' and ');
    throw invalid('', `needs exactly one of ${tableFields.join(', ')}, found ${found}`);
  }
  checkParams(fields['params']);
  const [field] = given;
  const rows = yield* readers[field](fields[field], columns, { field, most });
  if (rows.length > most) throw tooMany(field, most, rows.length);
  return rows;
}

interface Place {
  readonly field: TableField;
  readonly most: number;
}

type Rows = Generator<void, JsonRow[]>;
type Reader = (value: unknown, columns: readonly string[], place: Place) => Rows;

const readers: Readonly<Record<TableField, Reader>> = {
  dataframe_split(value, _, { field }) {
    const fields = fieldsOf(value, field);
    const columns = listOf(fields['columns'], `${field}.columns`).map((name, i) => {
      if (typeof name === 'string') return name;
      throw invalid(`${field}.columns[${i}]`, `expected a text, found ${typeName(name)}`);
    });
    const twice = firstRepeated(columns);
    if (twice >= 0) throw invalid(`${field}.columns[${twice}]`, 'the same name stands there twice');
    const path = `${field}.data`;
    return eachRow(listOf(fields['data'], path), (row, i) => rowOfValues(row, columns, `${path}[${i}]`));
  },
  dataframe_records: (value, _, { field }) =>
    eachRow(listOf(value, field), (row, i) => fieldsOf(row, `${field}[${i}]`)),
  instances: (value, columns, { field }) => rowsOfList(listOf(value, field), columns, field),
  inputs(value, columns, { field, most }) {
    return Array.isArray(value)
      ? rowsOfList(value, columns, field)
      : rowsOfColumns(fieldsOf(value, field), field, most);
  },
};

function* eachRow(rows: ArrayLike<unknown>, make: (row: unknown, i: number) => JsonRow): Rows {
  const made: JsonRow[] = [];
  for (let i = 0; i < rows.length; i++) {
    if (i > 0 && i % rowsAtOnce === 0) yield;
    made.push(make(rows[i], i));
  }
  return made;
}

/** Rows as objects, as lists of values in the order of the inputs, or as values where there is one input. */
function rowsOfList(list: readonly unknown[], columns: readonly string[], field: string): Rows {
  return eachRow(list, (row, i) => {
    const path = `${field}[${i}]`;
    if (Array.isArray(row)) return rowOfValues(row, columns, path);
    if (columns.length === 1 && (typeof row !== 'object' || row === null)) return rowOfValues([row], columns, path);
    return fieldsOf(row, path);
  });
}

/** A list of values for each column, or one value for a single row. */
function rowsOfColumns(columns: Fields, field: string, most: number): Rows {
  const lists = Object.entries(columns).map(([name, value]) => [name, Array.isArray(value) ? value : [value]] as const);
  const nRows = lists[0]?.[1].length ?? 0;
  const other = lists.find(([, list]) => list.length !== nRows);
  if (other)
    throw invalid(field, `every column must have as many values as the first (${nRows}), found ${other[1].length}`);
  if (nRows > most) throw tooMany(field, most, nRows);
  return eachRow({ length: nRows }, (_, row) => {
    const values = emptyRow();
    for (const [name, list] of lists) values[name] = unwrapped(list[row]);
    return values;
  });
}

/** A column of width one may come as lists of one value. */
function unwrapped(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

function rowOfValues(row: unknown, columns: readonly string[], path: string): JsonRow {
  const values = listOf(row, path);
  if (values.length !== columns.length) {
    throw invalid(path, `expected a value for each of ${columns.length} columns, found ${values.length}`);
  }
  const named = emptyRow();
  for (const [i, name] of columns.entries()) named[name] = values[i];
  return named;
}

/** Without a prototype, so that a column may have any name. */
function emptyRow(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}

function checkParams(params: unknown): void {
  if (params === undefined || params === null) return;
  const [name] = Object.keys(fieldsOf(params, 'params'));
  if (name !== undefined) throw invalid(`params.${name.slice(0, 100)}`, 'is not known; this model takes no parameters');
}

function fieldsOf(value: unknown, path: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw invalid(path, `expected an object, found ${value === undefined ? 'nothing' : typeName(value)}`);
}

function listOf(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw invalid(path, `expected a list, found ${value === undefined ? 'nothing' : typeName(value)}`);
}

function tooMany(path: string, most: number, found: number): Error {
  return invalid(path, `at most ${most} rows in one request, found ${found}`);
}
