/** CSV bodies as rows by column name: cells become values by the types of the model's inputs, as files are read for training. */
import { isUtf8 } from 'node:buffer';
import { ModelwrightError } from '../../core/errors.ts';
import { nextTurn } from '../../core/loop-turns.ts';
import { readCsvRecords } from '../../data/csv-records.ts';
import { nullTokens } from '../../data/csv-scan.ts';
import { numberFromText } from '../../data/number-text.ts';
import type { JsonRow } from '../../serve/column-readers.ts';
import type { InputColumn } from '../../table/task.ts';
import { invalid } from '../check-body.ts';
import { firstRepeated } from './first-repeated.ts';

const comma = 44;
const missing = new Set(nullTokens);
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * The rows below the line of names. A text that is not what a column holds is left a text, for the reader of the rows to refuse.
 *
 * @throws REQUEST_INVALID, BODY_INVALID naming the line, SOURCE_TRUNCATED, SOURCE_UNREADABLE.
 */
export async function rowsOfCsv(bytes: Buffer, inputs: readonly InputColumn[], most: number): Promise<JsonRow[]> {
  if (!isUtf8(bytes)) throw new ModelwrightError('REQUEST_INVALID', { problem: 'the body is not UTF-8' });
  const rows: JsonRow[] = [];
  await eachCsvRow(chunksOf(bytes), inputs, (row) => {
    if (rows.length === most) throw invalid('', `at most ${most} rows in one request, found more`);
    rows.push(row);
  });
  return rows;
}

/** The same row by row, of a text of any length. */
export async function eachCsvRow(
  chunks: AsyncIterable<Buffer>,
  inputs: readonly InputColumn[],
  take: (row: JsonRow) => void,
): Promise<void> {
  const types = new Map(inputs.map(({ name, type }) => [name, type]));
  let names: readonly string[] | undefined;
  let cells: { readonly text: string; readonly quoted: boolean }[] = [];
  await readCsvRecords('the body', withoutMark(chunks), comma, {
    cell(index, from, start, end, quoted) {
      const text = from.toString('utf8', start, end);
      // A record may be visited again when more bytes have come.
      cells.length = index;
      cells.push({ text: quoted ? text.replaceAll('""', '"') : text, quoted });
    },
    record(fields, line) {
      const found = cells;
      cells = [];
      // Of a single column, an empty line is a missing value.
      if (fields === 0 && names?.length !== 1) return;
      if (!names) {
        names = namesOf(found.map(({ text, quoted }) => (quoted ? text : text.trim())));
        return;
      }
      if (fields > 0 && fields !== names.length)
        throw invalid(`line ${line}`, `expected ${names.length} cells, found ${fields}`);
      const row = Object.create(null) as Record<string, unknown>;
      for (const [i, name] of names.entries()) {
        const { text, quoted } = found[i] ?? { text: '', quoted: false };
        row[name] = cellValue(text, quoted, types.get(name));
      }
      take(row);
    },
  });
  if (!names) throw invalid('', 'expected a line of column names, found nothing');
}

function namesOf(names: string[]): string[] {
  const twice = firstRepeated(names);
  if (twice >= 0) throw invalid('line 1', `column "${names[twice].slice(0, 100)}" stands there twice`);
  return names;
}

function cellValue(text: string, quoted: boolean, type: InputColumn['type'] | undefined): unknown {
  if (type === 'string') return missing.has(text) && !quoted ? null : text;
  const trimmed = text.trim();
  if (missing.has(trimmed)) return null;
  switch (type) {
    case 'number':
    case 'integer': {
      const value = numberFromText(trimmed);
      return Number.isNaN(value) ? text : value;
    }
    case 'boolean': {
      const word = trimmed.toLowerCase();
      return word === 'true' || word === 'false' ? word === 'true' : text;
    }
    case 'datetime':
      return trimmed;
    default:
      return text;
  }
}

/** Bytes of a turn: a few thousand cells. */
const chunkBytes = 32 * 1024;

async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += chunkBytes) {
    if (from > 0) await nextTurn();
    yield bytes.subarray(from, from + chunkBytes);
  }
}

/** The bytes without a byte order mark, which other programs put before a text. */
async function* withoutMark(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const chunk of chunks) {
    yield isFirst && chunk.subarray(0, 3).equals(byteOrderMark) ? chunk.subarray(3) : chunk;
    isFirst = false;
  }
}
