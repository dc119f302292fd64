/** Lines of a body of any length, of which only the part of a line that has not ended is kept. */

/** One line without its end. */
export interface Line {
  /** From 1, empty lines included. */
  readonly number: number;
  /** Absent when the line is longer than lines may be. */
  readonly bytes?: Buffer;
}

const [newline, carriageReturn] = [10, 13];

interface LineBounds {
  /** Bytes of a line; a longer one is passed over, and told without its bytes. */
  readonly mostBytes: number;
  /** Lines that are told together; a piece may have thousands, and what is made of them early lives as long as they wait. */
  readonly mostTogether: number;
}

/** The lines that each piece of a body ends, in order; empty ones are left out. The last line needs no end. */
export async function* linesOf(
  chunks: AsyncIterable<Buffer>,
  { mostBytes, mostTogether }: LineBounds,
): AsyncGenerator<readonly Line[]> {
  let pieces: Buffer[] = [];
  let kept = 0;
  let isTooLong = false;
  let number = 0;

  const keep = (piece: Buffer) => {
    isTooLong ||= kept + piece.length > mostBytes;
    if (isTooLong) pieces = [];
    else pieces.push(piece);
    kept = isTooLong ? 0 : kept + piece.length;
  };
  /** The line that the kept pieces make; undefined for an empty one. */
  const finish = (): Line | undefined => {
    number++;
    const whole = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
    const bytes = whole.at(-1) === carriageReturn ? whole.subarray(0, -1) : whole;
    const line: Line = isTooLong ? { number } : { number, bytes };
    const isEmpty = !isTooLong && bytes.length === 0;
    pieces = [];
    kept = 0;
    isTooLong = false;
    return isEmpty ? undefined : line;
  };

  for await (const chunk of chunks) {
    let lines: Line[] = [];
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      keep(chunk.subarray(from, end));
      const line = finish();
      if (line) lines.push(line);
      from = end + 1;
      if (lines.length < mostTogether) continue;
      yield lines;
      lines = [];
    }
    if (from < chunk.length) keep(chunk.subarray(from));
    if (lines.length > 0) yield lines;
  }
  const last = finish();
  if (last) yield [last];
}
