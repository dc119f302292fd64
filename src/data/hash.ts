/**
 * The hash that names data: over names, kinds and typed values, column by column. It does not depend on how rows were cut into
 * batches, on dictionaries, on the file format, or on whether whole numbers were stored as integers or floats.
 */
import { ModelwrightError } from '../core/errors.ts';
import { hashJson, incrementalSha256 } from '../core/hash.ts';
import type { Column, StringColumn } from '../table/column.ts';
import type { Table } from '../table/table.ts';

/** SHA-256 of a table as 64 hexadecimal digits. */
export function hashTable(table: Table): string {
  const hasher = tableHasher();
  hasher.update(table);
  return hasher.digest();
}

/** The hash of a table that comes in batches; equal to `hashTable` of the whole. */
export interface TableHasher {
  /** @throws SHAPE_MISMATCH when a batch has other columns than the first. */
  update(batch: Table): void;
  /** The hash of all batches so far; call once. */
  digest(): string;
}

/** A fresh hasher. */
export function tableHasher(): TableHasher {
  let columns: { header: string; hash: ReturnType<typeof incrementalSha256> }[] | undefined;
  let rows = 0;
  return {
    update(batch) {
      columns ??= batch.columns.map((column) => ({ header: headerOf(column), hash: incrementalSha256() }));
      if (batch.columns.map(headerOf).join() !== columns.map(({ header }) => header).join()) {
        throw new ModelwrightError('SHAPE_MISMATCH', {
          what: 'batch',
          law: 'the columns of the first batch',
          value: 'others',
        });
      }
      batch.columns.forEach((column, i) => {
        for (const bytes of bytesOf(column)) columns![i].hash.update(bytes);
      });
      rows += batch.nRows;
    },
    digest() {
      const parts = (columns ?? []).map(({ header, hash }) => [header, hash.digest('hex')]);
      return hashJson({ rows, columns: parts });
    },
  };
}

function headerOf(column: Column): string {
  const exact = column.kind === 'string' && column.exact ? `:${column.exact}` : '';
  return JSON.stringify([column.name, `${column.kind}${exact}`]);
}

/** Values of a column as bytes that say the same on every machine, in pieces. */
function* bytesOf(column: Column): Generator<Uint8Array> {
  if (column.kind === 'string') yield* textBytes(column);
  else if (column.kind === 'boolean') yield new Uint8Array(column.values.slice().buffer);
  else yield* floatBytes(column.values);
}

const pieceRows = 65_536;

/** Little-endian float64; a missing value is always the same NaN. */
function* floatBytes(values: Float64Array): Generator<Uint8Array> {
  for (let from = 0; from < values.length; from += pieceRows) {
    const piece = values.slice(from, from + pieceRows);
    for (let i = 0; i < piece.length; i++) if (Number.isNaN(piece[i])) piece[i] = Number.NaN;
    yield new Uint8Array(piece.buffer);
  }
}

/** Length in bytes (u32), then UTF-8, for each row; 2^32 - 1 alone for a missing one. */
function* textBytes({ codes, dictionary }: StringColumn): Generator<Uint8Array> {
  const { bytes, ends } = entriesOf(dictionary);
  const piece = new Uint8Array(pieceBytes);
  for (let row = 0; row < codes.length; ) {
    let used = 0;
    for (; row < codes.length; row++) {
      const from = ends[codes[row] + 1];
      const to = ends[codes[row] + 2];
      if (used + to - from > pieceBytes) break;
      if (to - from > 32) piece.set(bytes.subarray(from, to), used);
      else for (let i = from; i < to; i++) piece[used + i - from] = bytes[i];
      used += to - from;
    }
    if (used > 0) yield piece.slice(0, used);
    else {
      yield bytes.slice(ends[codes[row] + 1], ends[codes[row] + 2]);
      row++;
    }
  }
}

const pieceBytes = 1 << 16;

/** What each entry contributes: the mark of a missing value, then the dictionary. Entry k lies in bytes[ends[k], ends[k + 1]). */
function entriesOf(dictionary: readonly string[]): { bytes: Uint8Array; ends: Float64Array } {
  const texts = dictionary.map((text) => Buffer.from(text, 'utf8'));
  const ends = new Float64Array(texts.length + 2);
  ends[1] = 4;
  texts.forEach((text, i) => {
    ends[i + 2] = ends[i + 1] + 4 + text.length;
  });
  const bytes = new Uint8Array(ends[texts.length + 1]);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0xffffffff, true);
  texts.forEach((text, i) => {
    view.setUint32(ends[i + 1], text.length, true);
    bytes.set(text, ends[i + 1] + 4);
  });
  return { bytes, ends };
}
