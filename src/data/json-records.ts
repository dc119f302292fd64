/**
 * Splits JSON bytes into records and their members: objects in one array, one a line, or one after another. Members are told by
 * where their text lies, so that digits beyond 2^53 are seen as written.
 */
import { ModelwrightError } from '../core/errors.ts';

/** Receives what was found. Bytes are valid during the call only. */
export interface JsonVisitor {
  /** One member of the record; the name is between its quotes, still escaped. */
  member(bytes: Buffer, nameStart: number, nameEnd: number, start: number, end: number): void;
  /** A record is complete and valid. `line` is where it began, from 1. */
  record(line: number): void;
}

/** What was noticed beside the members. */
export interface JsonHabits {
  readonly layout: JsonLayout;
  /** Bytes of the longest object. */
  readonly longest: number;
}

export type JsonLayout = 'array' | 'newline_delimited' | 'unstructured';

/** Longest object that is accepted, in bytes. */
const maxObjectBytes = 8 << 20;
/** Deepest nesting that is accepted. */
const maxJsonDepth = 64;

const [quote, backslash, comma, colon] = [34, 92, 44, 58];
const [openBrace, closeBrace, openBracket, closeBracket] = [123, 125, 91, 93];
const newline = 10;

/**
 * Reads all records of a file.
 *
 * @throws SOURCE_UNREADABLE with the line of what is not JSON or not an object; SOURCE_TRUNCATED when the end is missing.
 */
export async function readJsonRecords(
  source: string,
  chunks: AsyncIterable<Buffer>,
  visitor: JsonVisitor,
): Promise<JsonHabits> {
  const reader = recordReader(source, visitor);
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes: Buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    rest = bytes.subarray(reader.read(bytes));
    if (rest.length > maxObjectBytes) throw reader.problem(`holds an object longer than ${maxObjectBytes} bytes`);
  }
  return reader.finish(rest);
}

/** What may come next between records. */
type Expected = 'first' | 'object' | 'separator' | 'nothing';

function recordReader(source: string, visitor: JsonVisitor) {
  let line = 1;
  let inArray = false;
  let expected: Expected = 'first';
  /** Line of the last record's end; a second record there, or a record over lines, is not one a line. */
  let lastLine = 0;
  let onePerLine = true;
  let longest = 0;

  const problem = (text: string) =>
    new ModelwrightError('SOURCE_UNREADABLE', { source, problem: `line ${line} ${text}` });

  /** Visits the object at `at`; gives the index after it, or -1 when bytes are missing. */
  const oneRecord = (bytes: Buffer, at: number): number => {
    const end = objectEnd(bytes, at, problem);
    if (end < 0) return -1;
    try {
      JSON.parse(bytes.toString('utf8', at, end));
    } catch {
      throw problem('is not valid JSON');
    }
    visitMembers(bytes, at, end, visitor);
    visitor.record(line);
    longest = Math.max(longest, end - at);
    const from = line;
    for (let i = bytes.indexOf(newline, at); i >= 0 && i < end; i = bytes.indexOf(newline, i + 1)) line++;
    if (line !== from || from === lastLine) onePerLine = false;
    lastLine = line;
    return end;
  };

  /** Steps over one character between records; gives the next index. */
  const between = (byte: number, at: number): number => {
    if (byte === newline) line++;
    else if (isBlank(byte)) return at + 1;
    else if (byte === openBracket && expected === 'first') {
      inArray = true;
      expected = 'object';
    } else if (byte === comma && inArray && expected === 'separator') expected = 'object';
    else if (byte === closeBracket && inArray && expected !== 'nothing') expected = 'nothing';
    else throw problem('has something other than an object');
    return at + 1;
  };

  return {
    problem,
    read(bytes: Buffer): number {
      let at = 0;
      while (at < bytes.length) {
        const takesObject = expected === 'first' || expected === 'object' || (expected === 'separator' && !inArray);
        if (bytes[at] !== openBrace || !takesObject) {
          at = between(bytes[at], at);
          continue;
        }
        const next = oneRecord(bytes, at);
        if (next < 0) return at;
        expected = 'separator';
        at = next;
      }
      return at;
    },
    finish(rest: Buffer): JsonHabits {
      if (rest.length > 0 || (inArray && expected !== 'nothing')) {
        const what = rest.length > 0 ? `the object of line ${line} is not closed` : 'its array is not closed';
        throw new ModelwrightError('SOURCE_TRUNCATED', { source, problem: what });
      }
      if (expected === 'first') throw new ModelwrightError('SOURCE_EMPTY', { source });
      const layout = inArray ? 'array' : onePerLine ? 'newline_delimited' : 'unstructured';
      return { layout, longest };
    },
  };
}

function isBlank(byte: number): boolean {
  return byte === 32 || byte === 9 || byte === 13;
}

/** Index after the object that begins at `at`, or -1 when bytes are missing. */
function objectEnd(bytes: Buffer, at: number, problem: (text: string) => ModelwrightError): number {
  let depth = 0;
  for (let i = at; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === quote) {
      i = stringEnd(bytes, i) - 1;
      if (i < 0) return -1;
    } else if (byte === openBrace || byte === openBracket) {
      if (++depth > maxJsonDepth) throw problem(`nests deeper than ${maxJsonDepth} levels`);
    } else if ((byte === closeBrace || byte === closeBracket) && --depth === 0) return i + 1;
  }
  return -1;
}

/** Index after the string that begins at `open`, or -1 when bytes are missing. */
function stringEnd(bytes: Buffer, open: number): number {
  for (let i = open + 1; i < bytes.length; i++) {
    if (bytes[i] === backslash) i++;
    else if (bytes[i] === quote) return i + 1;
  }
  return -1;
}

/** Calls `member` for each member of a valid object in bytes[at, end). */
function visitMembers(bytes: Buffer, at: number, end: number, visitor: JsonVisitor): void {
  let i = at + 1;
  const skipBlanks = () => {
    while (isBlank(bytes[i]) || bytes[i] === newline) i++;
  };
  for (;;) {
    skipBlanks();
    if (bytes[i] === comma) i++;
    skipBlanks();
    if (bytes[i] === closeBrace) return;
    const nameStart = i + 1;
    i = stringEnd(bytes, i);
    const nameEnd = i - 1;
    skipBlanks();
    if (bytes[i] === colon) i++;
    skipBlanks();
    const start = i;
    i = valueEnd(bytes, i, end);
    visitor.member(bytes, nameStart, nameEnd, start, i);
  }
}

function valueEnd(bytes: Buffer, start: number, end: number): number {
  if (bytes[start] === quote) return stringEnd(bytes, start);
  let depth = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    if (byte === quote) i = stringEnd(bytes, i) - 1;
    else if (byte === openBrace || byte === openBracket) depth++;
    else if (byte === closeBrace || byte === closeBracket) {
      if (depth === 0) return i;
      if (--depth === 0) return i + 1;
    } else if (depth === 0 && (byte === comma || isBlank(byte) || byte === newline)) return i;
  }
  return end;
}
