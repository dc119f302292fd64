/** A table as bytes, bit for bit: what a run keeps of its training data. */
import { ModelwrightError } from '../core/errors.ts';
import { type Packable, pack, unpack } from '../core/pack.ts';
import { type Column, columnLength } from '../table/column.ts';
import { type Table, tableOf } from '../table/table.ts';

const formatVersion = 1;

/** Packs a table. Equal tables with equal dictionaries give equal bytes. */
export function encodeTable(table: Table): Uint8Array {
  const columns = table.columns.map((column) => ({ ...column }) as unknown as { readonly [key: string]: Packable });
  return pack({ table: formatVersion, nRows: table.nRows, columns });
}

/**
 * Reads what `encodeTable` wrote. Total: a table or a typed error, whatever the bytes.
 *
 * @throws ARTIFACT_DAMAGED with `what` as the name; ARTIFACT_UNSUPPORTED for a newer format.
 */
export function decodeTable(bytes: Uint8Array, what: string): Table {
  const damaged = (problem: string) => new ModelwrightError('ARTIFACT_DAMAGED', { hash: what, problem });
  const content = unpack(bytes, what) as { table?: unknown; nRows?: unknown; columns?: unknown } | null;
  const version = content?.table;
  if (typeof version === 'number' && version > formatVersion) {
    throw new ModelwrightError('ARTIFACT_UNSUPPORTED', { hash: what, problem: `table format ${version}` });
  }
  const { nRows, columns } = content ?? {};
  if (version !== formatVersion || !Number.isSafeInteger(nRows) || !Array.isArray(columns)) {
    throw damaged('it is not a table');
  }
  const checked = columns.map((column: unknown): Column => {
    if (!isColumn(column) || columnLength(column) !== nRows) throw damaged('a column is not what it says');
    return { ...column };
  });
  try {
    return tableOf(checked, nRows as number);
  } catch (error) {
    throw new ModelwrightError(
      'ARTIFACT_DAMAGED',
      { hash: what, problem: 'its columns do not fit together' },
      { cause: error },
    );
  }
}

function isColumn(value: unknown): value is Column {
  const column = value as Record<string, unknown> | null;
  if (typeof column?.['name'] !== 'string') return false;
  switch (column['kind']) {
    case 'number':
      return (
        column['values'] instanceof Float64Array &&
        typeof column['integer'] === 'boolean' &&
        isCardinality(column['cardinality'])
      );
    case 'string':
      return (
        isText(column['codes'], column['dictionary']) &&
        [undefined, 'int64', 'decimal'].includes(column['exact'] as undefined)
      );
    case 'boolean':
      return column['values'] instanceof Int8Array && column['values'].every((code) => code >= -1 && code <= 1);
    case 'datetime':
      return column['values'] instanceof Float64Array;
    default:
      return false;
  }
}

function isCardinality(value: unknown): boolean {
  return value === undefined || (Number.isSafeInteger(value) && (value as number) >= 0);
}

function isText(codes: unknown, dictionary: unknown): boolean {
  if (!(codes instanceof Int32Array) || !Array.isArray(dictionary)) return false;
  return (
    dictionary.every((text) => typeof text === 'string') &&
    codes.every((code) => code >= -1 && code < dictionary.length)
  );
}
