/** Errors on standard error: a sentence for people, a document for programs. Never a stack trace, unless MODELWRIGHT_DEBUG asks. */
import type { ModelwrightError } from '../core/errors.ts';
import { findingLines } from './finding-lines.ts';
import { paint } from './paint.ts';
import { withoutControls } from './plain.ts';
import { type Io, screenOf } from './screen.ts';

/** Exit code of a command that was interrupted. */
const interrupted = 130;

/** Prints the error; returns the exit code. */
export function reportError(
  error: ModelwrightError,
  { json, io }: { readonly json: boolean; readonly io: Io },
): number {
  if (io.env['MODELWRIGHT_DEBUG']) io.stderr.write(`${stackOf(error)}\n`);
  // The document is the last line, so that progress before it does not matter.
  io.stderr.write(json ? `${JSON.stringify({ error })}\n` : sentences(error, io));
  return error.code === 'CANCELLED' ? interrupted : error.exit;
}

function sentences(error: ModelwrightError, io: Io): string {
  const screen = screenOf(io, io.stderr);
  const lines = [`${paint(screen, 'bad', 'error')} ${error.message}`];
  if (error.code === 'FINDINGS_STOP')
    lines.push(...findingLines(withoutControls(error.details['findings']) as never, screen));
  if (error.code === 'INTERNAL') lines.push('this is a fault of modelwright; MODELWRIGHT_DEBUG=1 shows where');
  return `${lines.join('\n')}\n`;
}

function stackOf(error: Error): string {
  const { cause } = error;
  return cause instanceof Error ? `${error.stack}\ncaused by ${stackOf(cause)}` : String(error.stack);
}
