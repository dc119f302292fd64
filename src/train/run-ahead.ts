/** Folds whose turn comes next, fitted by threads that would wait for others. */
import { setImmediate as otherWork } from 'node:timers/promises';
import type { FoldPool } from './fold-pool.ts';
import type { FoldResult, FoldTask } from './fold-task.ts';

export interface RunAhead extends Pick<FoldPool, 'run'> {
  /** Tasks that are going to be asked for, the first ones first. Those of the call before that nobody began are forgotten. */
  expect(tasks: readonly FoldTask[]): void;
  /** Ends what was begun and never asked for. */
  close(): void;
}

/**
 * A pool that begins what is expected while one of its threads has nothing to do. Who asks for it then has its result sooner; what
 * is found does not depend on it.
 *
 * @param signal ends what was begun before anybody asked, as it ends what is asked for.
 */
export function openRunAhead(pool: Pick<FoldPool, 'threads' | 'run'>, signal: AbortSignal): RunAhead {
  const closing = new AbortController();
  const ended = AbortSignal.any([signal, closing.signal]);
  const begun = new Map<string, Promise<FoldResult>>();
  let expected: FoldTask[] = [];
  let busy = 0;

  const run = async (task: FoldTask, signal?: AbortSignal): Promise<FoldResult> => {
    busy++;
    try {
      return await pool.run(task, signal);
    } finally {
      busy--;
      void fillLater();
    }
  };
  /** Whoever waited for what has just ended goes first. */
  const fillLater = async (): Promise<void> => {
    await otherWork();
    while (busy < pool.threads && expected.length > 0 && !ended.aborted) {
      const task = expected.shift()!;
      const result = run(task, ended);
      // Its error is told to those who ask for it.
      result.catch(() => {});
      begun.set(task.stream, result);
    }
  };

  return {
    run(task, signal) {
      const early = begun.get(task.stream);
      begun.delete(task.stream);
      return early ?? run(task, signal);
    },
    expect(tasks) {
      expected = [...tasks];
    },
    close: () => closing.abort(),
  };
}
