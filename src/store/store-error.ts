/** Turns failures of files and databases into errors from the table. */
import { ModelwrightError } from '../core/errors.ts';

const sqliteBusy = 5;
const sqliteCorrupt = new Set([11, 26]);
const sqliteUnwritable = new Set([8, 10, 13, 14]);

/** True when another connection holds the lock; the statement had no effect and may be tried again. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === sqliteBusy;
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
    const problem = sqlite === sqliteBusy ? 'another process keeps it locked' : error.message;
    return new ModelwrightError('STORE_UNWRITABLE', { path, problem }, { cause: error });
  }
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string' || syscall === undefined) return error;
  return new ModelwrightError('STORE_UNWRITABLE', { path, problem: `${code} in ${syscall}` }, { cause: error });
}

/** SQLite's primary result code; extended codes carry it in their low byte. */
function primaryCode(error: unknown): number | undefined {
  const code = (error as { sqliteExtendedCode?: unknown } | null)?.sqliteExtendedCode;
  return typeof code === 'number' ? code & 255 : undefined;
}
