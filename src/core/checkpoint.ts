/** Where long work hears that nobody waits for it any more. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ModelwrightError } from './errors.ts';

/**
 * Lets the thread's loop turn, as signals of the system and of other callers arrive there, and ends work that was given up.
 *
 * @param what names the work: "`what` was cancelled".
 * @throws CANCELLED
 */
export async function checkpoint(signal: AbortSignal | undefined, what: string): Promise<void> {
  if (!signal) return;
  await nextTurn();
  requireWanted(signal, what);
}

/** The same where the loop has turned already. @throws CANCELLED */
export function requireWanted(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted) throw new ModelwrightError('CANCELLED', { what });
}
