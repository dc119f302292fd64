/** Counts the rows of a job's body as it comes, so that whoever follows the job knows how far it is. */

const [newline, carriageReturn, quote] = [10, 13, 34];

/** Lines of JSON, or CSV with a line of names. */
export type RowFormat = 'ndjson' | 'csv';

/** A body that is passed on, and how many rows it had. */
export interface CountedBody {
  readonly body: AsyncIterable<Buffer>;
  /** Rows to answer, once the body has ended. */
  rows(): number;
}

/** Lines of JSON are counted with the empty ones between, as answers number them; records of CSV without the line of names. */
export function countRows(body: AsyncIterable<Buffer>, format: RowFormat): CountedBody {
  const count = format === 'csv' ? countRecords() : countLines();
  return {
    body: (async function* () {
      for await (const chunk of body) {
        count.add(chunk);
        yield chunk;
      }
    })(),
    rows: count.rows,
  };
}

function countLines() {
  let number = 1;
  let lastWithRow = 0;
  return {
    add(chunk: Buffer) {
      let from = 0;
      for (let end = chunk.indexOf(newline); ; end = chunk.indexOf(newline, from)) {
        const to = end < 0 ? chunk.length : end;
        if (to > from && hasRow(chunk, from, to)) lastWithRow = number;
        if (end < 0) return;
        number++;
        from = end + 1;
      }
    },
    rows: () => lastWithRow,
  };
}

/** Whether there is anything but ends of lines. */
function hasRow(chunk: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (chunk[i] !== carriageReturn) return true;
  return false;
}

function countRecords() {
  let records = 0;
  let isQuoted = false;
  let isBegun = false;
  return {
    add(chunk: Buffer) {
      for (const byte of chunk) {
        if (byte === newline && !isQuoted) {
          if (isBegun) records++;
          isBegun = false;
        } else {
          if (byte === quote) isQuoted = !isQuoted;
          isBegun ||= byte !== carriageReturn;
        }
      }
    },
    rows: () => Math.max(0, records + (isBegun ? 1 : 0) - 1),
  };
}
