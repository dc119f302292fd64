/** Tables as data inside an artifact: only the dictionary entries that rows use, so that nothing else of the source leaks. */
import { z } from 'zod';
import type { Packable } from '../core/pack.ts';
import { stringColumn } from '../table/build.ts';
import type { Column } from '../table/column.ts';
import { type Table, tableOf } from '../table/table.ts';

const columnState = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('number'),
    name: z.string(),
    values: z.instanceof(Float64Array),
    integer: z.boolean(),
    cardinality: z.int().min(0).optional(),
  }),
  z
    .strictObject({
      kind: z.literal('string'),
      name: z.string(),
      codes: z.instanceof(Int32Array),
      dictionary: z.array(z.string()),
      exact: z.enum(['int64', 'decimal']).optional(),
      text: z.literal(true).optional(),
    })
    .refine(
      ({ codes, dictionary }) => codes.every((code) => code >= -1 && code < dictionary.length),
      'a code is outside',
    ),
  z.strictObject({ kind: z.literal('boolean'), name: z.string(), values: z.instanceof(Int8Array) }),
  z.strictObject({ kind: z.literal('datetime'), name: z.string(), values: z.instanceof(Float64Array) }),
]);

const tableState = z.strictObject({ nRows: z.int().min(0), columns: z.array(columnState) });

/** The table as data. Equal cells give equal data, whatever the order of the dictionaries. */
export function packedTable({ nRows, columns }: Table): Packable {
  return { nRows, columns: columns.map((column) => ({ ...compacted(column) })) };
}

/** The table of such data, checked; throws when it is none. */
export function unpackedTable(value: unknown): Table {
  const { nRows, columns } = tableState.parse(value);
  return tableOf(columns, nRows);
}

function compacted(column: Column): Column {
  if (column.kind !== 'string') return column;
  const texts = Array.from(column.codes, (code) => (code < 0 ? null : column.dictionary[code]));
  const { codes, dictionary } = stringColumn(column.name, texts);
  return { ...column, codes, dictionary };
}
