/** Errors on standard error: a sentence for people, a document for programs. Never a stack trace, unless MODELWRIGHT_DEBUG asks. */
import type { ModelwrightError } from '../core/errors.ts';
import { paint } from './paint.ts';
import { type Io, screenOf } from './screen.ts';

/** Exit code of a command that was interrupted. */
const interrupted = 130;

/** Prints the error; returns the exit code. */
export function reportError(
  error: ModelwrightError,
  { json, io }: { readonly json: boolean; readonly io: Io },
): number {
  if (json) {
    io.stderr.write(`${JSON.stringify({ error })}\n`);
  } else {
    io.stderr.write(`${paint(screenOf(io, io.stderr), 'bad', 'error')} ${error.message}\n`);
  }
  if (io.env['MODELWRIGHT_DEBUG']) io.stderr.write(`${stackOf(error)}\n`);
  return error.code === 'CANCELLED' ? interrupted : error.exit;
}

function stackOf(error: Error): string {
  const { cause } = error;
  return cause instanceof Error ? `${error.stack}\ncaused by ${stackOf(cause)}` : String(error.stack);
}
