/** One pass over a CSV file: header, number of rows, what each column holds, and everything that could go wrong later. */
import { ModelwrightError } from '../core/errors.ts';
import { cellFlag, isDecided, seen } from './cell-type.ts';
import { type CsvHabits, readCsvRecords } from './csv-records.ts';
import { sourceBytes } from './source-bytes.ts';
import { uniqueNames } from './source-names.ts';

/** Unquoted cells that are missing. Quoted, they are missing in columns of numbers, times and truth values only. */
export const nullTokens: readonly string[] = ['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL'];

/** What the pass found. */
export interface CsvScan {
  readonly names: readonly string[];
  /** Flags of `seen`, one set a column. */
  readonly flags: Int32Array;
  readonly rows: number;
  /** Blank lines before the header. */
  readonly skip: number;
  readonly habits: CsvHabits;
  readonly delimiter: string;
}

/**
 * Scans a file. A field delimiter that is not given is found in the header line.
 *
 * @throws SOURCE_EMPTY, SOURCE_NO_ROWS, SOURCE_RAGGED, SOURCE_TOO_WIDE, SOURCE_COLUMN_DUPLICATE, SOURCE_ENCODING, SOURCE_TRUNCATED, SOURCE_UNREADABLE.
 */
export async function scanCsv(
  source: string,
  path: string,
  options: { readonly gzip: boolean; readonly delimiter?: string },
): Promise<CsvScan> {
  const chunks = sourceBytes(source, path, options.gzip);
  const first = await chunks.next();
  const start: Buffer = first.done ? Buffer.alloc(0) : first.value;
  const delimiter = options.delimiter ?? likelyDelimiter(start);
  const all = (async function* () {
    yield start;
    yield* chunks;
  })();

  const header: string[] = [];
  let names: readonly string[] | undefined;
  let flags = new Int32Array(0);
  let rows = 0;
  let skip = 0;

  const record = (fields: number, line: number) => {
    if (names === undefined) {
      if (fields === 0) skip++;
      else {
        names = uniqueNames(source, header);
        flags = new Int32Array(names.length);
      }
    } else if (fields === names.length || (fields === 0 && names.length === 1)) rows++;
    else if (fields > 0) {
      throw new ModelwrightError('SOURCE_RAGGED', { source, line, expected: names.length, actual: fields });
    }
  };
  const cell = (index: number, bytes: Buffer, from: number, to: number, quoted: boolean) => {
    if (names === undefined) header[index] = cellText(bytes, from, to, quoted);
    else if (index < flags.length && !isDecided(flags[index])) flags[index] |= flagsOf(bytes, from, to, quoted);
  };

  const habits = await readCsvRecords(source, all, delimiter.charCodeAt(0), { cell, record });
  if (names === undefined) throw new ModelwrightError('SOURCE_EMPTY', { source });
  if (rows === 0) throw new ModelwrightError('SOURCE_NO_ROWS', { source });
  return { names, flags, rows, skip, habits, delimiter };
}

function cellText(bytes: Buffer, from: number, to: number, quoted: boolean): string {
  const text = bytes.toString('utf8', from, to);
  return quoted ? text.replaceAll('""', '"') : text.trim();
}

const [space, tab] = [32, 9];

function flagsOf(bytes: Buffer, from: number, to: number, quoted: boolean): number {
  let start = from;
  let end = to;
  while (start < end && (bytes[start] === space || bytes[start] === tab)) start++;
  while (end > start && (bytes[end - 1] === space || bytes[end - 1] === tab)) end--;
  const padded = start > from || end < to;
  if (isNullToken(bytes, start, end)) return quoted || padded ? seen.blank : 0;
  return cellFlag(bytes, start, end) | (padded ? seen.padded : 0);
}

function isNullToken(bytes: Buffer, start: number, end: number): boolean {
  const length = end - start;
  if (length === 0) return true;
  if (length > 4 || length === 1 || (bytes[start] | 32) !== 110) return false;
  return nullTokens.includes(bytes.toString('latin1', start, end));
}

/** The most frequent of the usual delimiters in the first line, outside quotes; a comma when there is none. */
function likelyDelimiter(bytes: Buffer): string {
  const counts = new Map([',', ';', '\t', '|'].map((delimiter) => [delimiter.charCodeAt(0), 0]));
  let quoted = false;
  let content = false;
  for (const byte of bytes) {
    if (byte === 34) quoted = !quoted;
    if (!quoted && (byte === 10 || byte === 13) && content) break;
    content ||= byte !== 10 && byte !== 13;
    if (!quoted && counts.has(byte)) counts.set(byte, counts.get(byte)! + 1);
  }
  const [best] = [...counts].sort(([, a], [, b]) => b - a);
  return String.fromCharCode(best[0]);
}
