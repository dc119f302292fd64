/** Standard output as the place of a command's content: no faster than it is read, and silent once nobody reads it. */
import type { Output } from './screen.ts';

export interface ContentWriter {
  /** Whether there was any: then nothing else belongs on standard output. */
  readonly isUsed: () => boolean;
  /** Resolves when the piece is on its way: false when the reader has gone away. Rejects for other troubles. */
  readonly write: (piece: Uint8Array) => Promise<boolean>;
}

/** What a stream says whose reader has gone. */
const goneCodes = new Set(['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END']);

export function contentWriter(output: Output): ContentWriter {
  let used = false;
  return {
    isUsed: () => used,
    write(piece) {
      used = true;
      return new Promise((resolve, reject) => {
        output.write(piece, (problem) => {
          if (!problem) resolve(true);
          else if (goneCodes.has((problem as NodeJS.ErrnoException).code ?? '')) resolve(false);
          else reject(problem);
        });
      });
    },
  };
}
