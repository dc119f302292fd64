/** Ctrl-C: asks the work to end in good order, and leaves it behind when it does not. */
import { isModelwrightError, ModelwrightError } from '../core/errors.ts';

/** Time that work has to end by itself; what was not made durable until then is given up. */
const graceMs = 3_000;

/**
 * Runs work with a signal that aborts at SIGINT or SIGTERM. A second one ends the process at once.
 *
 * @throws CANCELLED when interrupted before the work was done; what the work throws.
 */
export async function interruptible<T>(what: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let onSignal = () => {};
  const leftBehind = new Promise<never>((_, reject) => {
    onSignal = () => {
      controller.abort();
      timer ??= setTimeout(() => reject(new ModelwrightError('CANCELLED', { what })), graceMs);
    };
  });
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  try {
    return await Promise.race([work(controller.signal), leftBehind]);
  } catch (error) {
    // Work that was cancelled in good order says itself what it leaves.
    if (!controller.signal.aborted || (isModelwrightError(error) && error.code === 'CANCELLED')) throw error;
    throw new ModelwrightError('CANCELLED', { what }, { cause: error });
  } finally {
    clearTimeout(timer);
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
