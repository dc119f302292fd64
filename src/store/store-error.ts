/** Turns failures of files and databases into errors from the table. */
import { ModelwrightError } from '../core/errors.ts';

const sqliteBusy = 5;
const sqliteCorrupt = new Set([11, 26]);
const sqliteFull = 13;
const sqliteUnwritable = new Set([8, 10, sqliteFull, 14]);
/** The memory that connections share is a file beside the database, which could not grow. */
const sqliteSharedSize = 4874;
const fullCodes = ['ENOSPC', 'EDQUOT'];
const freeSpace = 'the disk is full; free some space on it';

/** True when another connection holds the lock; the statement had no effect and may be tried again. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === sqliteBusy;
}

/** True when there was no room on the disk, for an error as it was thrown or from the table. */
export function isFull(error: unknown): boolean {
  const thrown = error instanceof ModelwrightError ? error.cause : error;
  const isFullDatabase = primaryCode(thrown) === sqliteFull || extendedCode(thrown) === sqliteSharedSize;
  return isFullDatabase || fullCodes.includes((thrown as NodeJS.ErrnoException | null | undefined)?.code ?? '');
}

/**
 * The error to throw for a failure at `path`: STORE_UNWRITABLE for a full disk, missing rights, I/O errors and a lock that was
 * never released, STORE_DAMAGED for a file that is no database any more; anything else comes back as it was.
 */
export function storeError(error: unknown, path: string): unknown {
  if (error instanceof ModelwrightError || !(error instanceof Error)) return error;
  const sqlite = primaryCode(error);
  if (sqlite !== undefined) {
    if (sqliteCorrupt.has(sqlite)) {
      return new ModelwrightError('STORE_DAMAGED', { path, problem: error.message }, { cause: error });
    }
    if (sqlite !== sqliteBusy && !sqliteUnwritable.has(sqlite)) return error;
    const why = isFull(error) ? freeSpace : error.message;
    const problem = sqlite === sqliteBusy ? 'another process keeps it locked' : why;
    return new ModelwrightError('STORE_UNWRITABLE', { path, problem }, { cause: error });
  }
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string' || syscall === undefined) return error;
  const failed = `${code} in ${syscall}`;
  const problem = isFull(error) ? `${failed}: ${freeSpace}` : failed;
  return new ModelwrightError('STORE_UNWRITABLE', { path, problem }, { cause: error });
}

/** SQLite's primary result code; extended codes carry it in their low byte. */
function primaryCode(error: unknown): number | undefined {
  const code = extendedCode(error);
  return code === undefined ? undefined : code & 255;
}

function extendedCode(error: unknown): number | undefined {
  const code = (error as { sqliteExtendedCode?: unknown } | null | undefined)?.sqliteExtendedCode;
  return typeof code === 'number' ? code : undefined;
}
