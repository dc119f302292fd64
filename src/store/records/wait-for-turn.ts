/** Waiting for a lock that another process holds, without blocking the event loop. */
import { setTimeout as sleep } from 'node:timers/promises';
import { stopwatch } from '../../core/clock.ts';
import { isBusy } from '../store-error.ts';

const longestWaitMs = 30_000;

/**
 * Repeats `attempt` while it fails because of a lock, with short pauses in between, for up to 30 s; then its error is thrown.
 * The pauses differ between processes and attempts, so that nobody is overtaken again and again in step.
 */
export async function waitForTurn<Result>(attempt: () => Result | Promise<Result>): Promise<Result> {
  const waited = stopwatch();
  for (let turn = 1; ; turn++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isBusy(error) || waited() > longestWaitMs) throw error;
    }
    await sleep(1 + ((process.pid * 7 + turn * 13) % 11));
  }
}
