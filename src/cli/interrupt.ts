/** Ctrl-C: asks the work to end in good order, and leaves it behind when it does not. */
import { ModelwrightError } from '../core/errors.ts';

/** Time that work has to end by itself; what was not made durable until then is given up. */
const graceMs = 3_000;

/** What work may hear of the keyboard. */
interface Interrupts {
  /** Give up. */
  readonly signal: AbortSignal;
  /** End soon, with what there is; only of work that `endsEarly`. */
  readonly enough: AbortSignal;
}

/**
 * Runs work with a signal that aborts at SIGINT or SIGTERM; the next one ends the process at once. Work that ends early is
 * first asked for what it has: its first SIGINT says `enough`, and `onEnough` may tell so.
 *
 * @throws CANCELLED when interrupted before the work was done; what the work throws.
 */
export async function interruptible<T>(
  what: string,
  work: (interrupts: Interrupts) => Promise<T>,
  { endsEarly = false, onEnough = () => {} }: { endsEarly?: boolean; onEnough?: () => void } = {},
): Promise<T> {
  const controller = new AbortController();
  const enough = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let onInterrupt = () => {};
  let onEnd = () => {};
  const leftBehind = new Promise<never>((_, reject) => {
    onEnd = () => {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onEnd);
      controller.abort();
      timer ??= setTimeout(() => reject(new ModelwrightError('CANCELLED', { what })), graceMs);
    };
    onInterrupt = () => {
      if (!endsEarly || enough.signal.aborted) return onEnd();
      enough.abort();
      onEnough();
    };
  });
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onEnd);
  try {
    return await Promise.race([work({ signal: controller.signal, enough: enough.signal }), leftBehind]);
  } catch (error) {
    throw controller.signal.aborted ? new ModelwrightError('CANCELLED', { what }, { cause: error }) : error;
  } finally {
    clearTimeout(timer);
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onEnd);
  }
}
