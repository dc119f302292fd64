/** The bytes of a text source: unpacked, checked to be UTF-8, without a byte order mark. */
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { ModelwrightError } from '../core/errors.ts';

const chunkBytes = 1 << 18;

/**
 * Yields the content in order, in chunks that end between characters; memory does not grow with the file.
 *
 * @throws SOURCE_EMPTY, SOURCE_ENCODING (position of the first wrong byte), SOURCE_TRUNCATED (gzip cut short), SOURCE_UNREADABLE.
 */
export async function* sourceBytes(source: string, path: string, gzip: boolean): AsyncGenerator<Buffer> {
  let position = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of gzip ? unpacked(source, path) : plain(source, path)) {
    let bytes: Buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    if (position === 0) refuseOtherEncodings(source, bytes);
    const whole = wholeCharacters(bytes);
    if (!isUtf8(bytes.subarray(0, whole))) throw invalid(source, position + firstInvalid(bytes));
    rest = bytes.subarray(whole);
    bytes = bytes.subarray(0, whole);
    const marked = position === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    position += whole;
    const content = marked ? bytes.subarray(3) : bytes;
    if (content.length > 0) yield content;
  }
  if (rest.length > 0) throw invalid(source, position);
  if (position === 0) throw new ModelwrightError('SOURCE_EMPTY', { source });
}

async function* plain(source: string, path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { highWaterMark: chunkBytes });
  } catch (error) {
    throw unreadable(source, error);
  }
}

async function* unpacked(source: string, path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: chunkBytes });
  const unpacker = createGunzip({ chunkSize: chunkBytes });
  file.on('error', (error) => unpacker.destroy(error));
  try {
    yield* file.pipe(unpacker);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'Z_BUF_ERROR') {
      throw new ModelwrightError(
        'SOURCE_TRUNCATED',
        { source, problem: 'its gzip data is cut short' },
        { cause: error },
      );
    }
    if (code?.startsWith('Z_')) {
      throw new ModelwrightError(
        'SOURCE_UNREADABLE',
        { source, problem: 'its gzip data is damaged' },
        { cause: error },
      );
    }
    throw unreadable(source, error);
  } finally {
    file.destroy();
  }
}

function unreadable(source: string, error: unknown): ModelwrightError {
  if (error instanceof ModelwrightError) return error;
  const problem = `the system says ${(error as NodeJS.ErrnoException).code ?? 'no'}`;
  return new ModelwrightError('SOURCE_UNREADABLE', { source, problem }, { cause: error });
}

/** UTF-16 and UTF-32 begin with a mark, or alternate with zero bytes. */
function refuseOtherEncodings(source: string, bytes: Buffer): void {
  const [a, b] = bytes;
  const marked = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);
  const alternating =
    bytes.length >= 4 && ((a === 0) !== (b === 0) || a + b === 0) && (bytes[2] === 0 || bytes[3] === 0);
  if (marked || alternating) {
    throw new ModelwrightError('SOURCE_ENCODING', { source, position: '0 (it looks like UTF-16 or UTF-32)' });
  }
}

function invalid(source: string, position: number): ModelwrightError {
  return new ModelwrightError('SOURCE_ENCODING', { source, position });
}

/** Length without a character that is cut at the end. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte < 0x80) break;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** Index of the first byte that begins no valid character; the bytes are known to hold one. */
function firstInvalid(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at];
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (!isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return at;
}
