/** One pass over a JSON file: its layout, names in order of first appearance, rows, and what each column holds. */
import { ModelwrightError } from '../core/errors.ts';
import { cellFlag, isDecided, seen } from './cell-type.ts';
import { type JsonHabits, readJsonRecords } from './json-records.ts';
import { sourceBytes } from './source-bytes.ts';
import { maxColumns } from './source-names.ts';

/** What the pass found. */
export interface JsonScan {
  readonly names: readonly string[];
  /** Flags of `seen`, one set a column. */
  readonly flags: readonly number[];
  readonly rows: number;
  readonly habits: JsonHabits;
}

/**
 * Scans a file. JSON says what is text and what is a number, so quoted numbers stay text; only `null` and absent members are
 * missing. Text is an instant when every text of the column is one.
 *
 * @throws SOURCE_EMPTY, SOURCE_NO_ROWS, SOURCE_TOO_WIDE, SOURCE_COLUMN_DUPLICATE, SOURCE_ENCODING, SOURCE_TRUNCATED, SOURCE_UNREADABLE.
 */
export async function scanJson(source: string, path: string, gzip: boolean): Promise<JsonScan> {
  const indexOf = new Map<string, number>();
  const flags: number[] = [];
  /** Row in which each column was seen last, to notice a name twice in one object. */
  const lastRow: number[] = [];
  let rows = 0;

  const member = (bytes: Buffer, nameStart: number, nameEnd: number, start: number, end: number) => {
    const raw = bytes.toString('utf8', nameStart, nameEnd);
    const name = raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
    let index = indexOf.get(name);
    if (index === undefined) {
      index = flags.push(0) - 1;
      lastRow.push(-1);
      indexOf.set(name, index);
      if (index >= maxColumns) {
        throw new ModelwrightError('SOURCE_TOO_WIDE', { source, limit: maxColumns, actual: 'more' });
      }
    }
    if (lastRow[index] === rows) throw new ModelwrightError('SOURCE_COLUMN_DUPLICATE', { source, column: name });
    lastRow[index] = rows;
    if (!isDecided(flags[index])) flags[index] |= valueFlag(bytes, start, end);
  };

  const habits = await readJsonRecords(source, sourceBytes(source, path, gzip), {
    member,
    record: () => {
      rows++;
    },
  });
  if (rows === 0 || flags.length === 0) throw new ModelwrightError('SOURCE_NO_ROWS', { source });
  return { names: [...indexOf.keys()], flags, rows, habits };
}

const temporal = seen.day | seen.instant | seen.zoned;

function valueFlag(bytes: Buffer, start: number, end: number): number {
  switch (bytes[start]) {
    case 34: {
      const flag = end - start > 2 ? cellFlag(bytes, start + 1, end - 1) : seen.text;
      return flag & temporal ? flag : seen.text;
    }
    case 123:
    case 91:
      return seen.text;
    case 110:
      return 0;
    case 116:
    case 102:
      return seen.truth;
    default:
      return cellFlag(bytes, start, end);
  }
}
