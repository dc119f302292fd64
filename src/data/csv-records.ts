/**
 * Splits CSV bytes into records and cells. It reads the same language as DuckDB's reader, so that what is checked and typed here
 * is what DuckDB reads later: fields may be quoted with `"` (doubled inside), spaces around quotes are dropped, and lines end
 * with \n, \r\n or \r.
 */
import { ModelwrightError } from '../core/errors.ts';

/** Receives what was found. Bytes are valid during the call only. A record may be visited again when more bytes have come. */
export interface CsvVisitor {
  /** One cell: bytes[start, end) without its quotes; doubled quotes inside are still doubled. */
  cell(index: number, bytes: Buffer, start: number, end: number, quoted: boolean): void;
  /** A record is complete. `line` is the line of the file (from 1) where it began; a blank line has no field. */
  record(fields: number, line: number): void;
}

/** What was noticed beside the cells. */
export interface CsvHabits {
  /** Bit 1: \n, bit 2: \r\n, bit 4: \r. */
  lineEnds: number;
  /** A quoted cell holds a line end. */
  multiline: boolean;
  /** Bytes of the longest record. */
  longest: number;
}

/** Longest record that is accepted, in bytes. */
const maxRecordBytes = 8 << 20;

const [newline, carriageReturn, quote, space] = [10, 13, 34, 32];

/**
 * Reads all records of a file.
 *
 * @throws SOURCE_TRUNCATED for a quote that is never closed, SOURCE_UNREADABLE for text after a closing quote or an endless line.
 */
export async function readCsvRecords(
  source: string,
  chunks: AsyncIterable<Buffer>,
  delimiter: number,
  visitor: CsvVisitor,
): Promise<CsvHabits> {
  const reader = recordReader(source, delimiter, visitor);
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes: Buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    rest = bytes.subarray(reader.read(bytes, false));
    if (rest.length > maxRecordBytes) throw reader.problem(`is longer than ${maxRecordBytes} bytes`);
  }
  reader.read(rest, true);
  return reader.habits;
}

function recordReader(source: string, delimiter: number, visitor: CsvVisitor) {
  const habits: CsvHabits = { lineEnds: 0, multiline: false, longest: 0 };
  let line = 1;
  /** Line ends inside the quoted cells of the current record. */
  let innerLines = 0;

  const problem = (text: string) =>
    new ModelwrightError('SOURCE_UNREADABLE', { source, problem: `line ${line + innerLines} ${text}` });
  const ends = (byte: number) => byte === delimiter || byte === newline || byte === carriageReturn;

  /** Visits the quoted cell whose quote opens at `open`; gives the index after it and its spaces, or -1 when bytes are missing. */
  const quotedCell = (bytes: Buffer, open: number, index: number, final: boolean): number => {
    let close = bytes.indexOf(quote, open + 1);
    while (close >= 0 && bytes[close + 1] === quote) close = bytes.indexOf(quote, close + 2);
    if (close < 0 && final) {
      throw new ModelwrightError('SOURCE_TRUNCATED', {
        source,
        problem: `the quote opened in line ${line + innerLines} is never closed`,
      });
    }
    if (close < 0 || (close + 1 >= bytes.length && !final)) return -1;
    for (let k = open; k < close; k++) {
      if (bytes[k] === newline || (bytes[k] === carriageReturn && bytes[k + 1] !== newline)) innerLines++;
    }
    visitor.cell(index, bytes, open + 1, close, true);
    let after = close + 1;
    while (bytes[after] === space) after++;
    if (after < bytes.length && !ends(bytes[after])) throw problem('has text after a closing quote');
    return after;
  };

  /** Visits one cell; gives the index of what ends it, or -1 when bytes are missing. */
  const oneCell = (bytes: Buffer, at: number, index: number, final: boolean): number => {
    let i = at;
    while (bytes[i] === space) i++;
    if (bytes[i] === quote) return quotedCell(bytes, i, index, final);
    while (i < bytes.length && !ends(bytes[i])) i++;
    if (i >= bytes.length && !final) return -1;
    visitor.cell(index, bytes, at, i, false);
    return i;
  };

  /** Reads the record at `at`; gives where the next one begins, or -1 when bytes are missing. */
  const oneRecord = (bytes: Buffer, at: number, final: boolean): number => {
    innerLines = 0;
    let fields = 0;
    for (let i = at; ; i++) {
      const isBlank = fields === 0 && (bytes[i] === newline || bytes[i] === carriageReturn);
      if (!isBlank) {
        i = oneCell(bytes, i, fields++, final);
        if (i < 0 || (i >= bytes.length && !final)) return -1;
        if (bytes[i] === delimiter) continue;
      }
      if (bytes[i] === carriageReturn && i + 1 >= bytes.length && !final) return -1;
      visitor.record(fields, line);
      line += innerLines + 1;
      if (innerLines > 0) habits.multiline = true;
      if (i >= bytes.length) return i;
      const pair = bytes[i] === carriageReturn && bytes[i + 1] === newline;
      habits.lineEnds |= pair ? 2 : bytes[i] === newline ? 1 : 4;
      return i + (pair ? 2 : 1);
    }
  };

  return {
    habits,
    problem,
    /** Reads the records that are complete in the bytes; gives how many bytes they take. */
    read(bytes: Buffer, final: boolean): number {
      let at = 0;
      while (at < bytes.length) {
        const next = oneRecord(bytes, at, final);
        if (next < 0) return at;
        habits.longest = Math.max(habits.longest, next - at);
        at = next;
      }
      return at;
    },
  };
}
