/** Worker threads that fit and score folds. */
import { Piscina } from 'piscina';
import '../estimators/index.ts';
import type { ErrorCode } from '../core/error-table.ts';
import { type ErrorDetails, ModelwrightError } from '../core/errors.ts';
import { threadOf, workerFile } from '../core/worker-file.ts';
import { baselineSpec } from './baseline.ts';
import type { FoldResult, FoldTask } from './fold-task.ts';
import { runFold } from './run-fold.ts';

export interface FoldPool {
  readonly threads: number;
  /** Rejects with CANCELLED when `signal` is aborted before the fold is done. Baselines are fitted in the caller's thread. */
  run(task: FoldTask, signal?: AbortSignal): Promise<FoldResult>;
  close(): Promise<void>;
}

/** Starts a pool of exactly `threads` workers. */
export function openFoldPool(threads: number): FoldPool {
  const pool = new Piscina({
    ...threadOf(workerFile(import.meta.url, './fold-worker.ts')),
    // A worker that is ended with its task is replaced up to this number only; waiting folds would find nobody.
    minThreads: threads,
    maxThreads: threads,
  });
  // A worker that cannot start has no task to reject; without a listener it would end the process.
  const broken = new AbortController();
  pool.on('error', (error: Error) => broken.abort(error));
  return {
    threads,
    async run(task, signal) {
      // It takes less than to tell a thread of it, and must not wait for one to start after those that a deadline ended.
      if (task.spec.name === baselineSpec(task.data.task).name && !signal?.aborted) return runFold(task);
      // A signal of its own: each task listens, and a signal that many listen to warns.
      const given = AbortSignal.any(signal ? [signal, broken.signal] : [broken.signal]);
      const answer = (await pool.run(task, { signal: given }).catch((error: Error) => {
        if (broken.signal.aborted) throw workerFailure(broken.signal.reason as Error);
        if (error.name === 'AbortError') throw new ModelwrightError('CANCELLED', { what: 'the fit' });
        throw error;
      })) as { result?: FoldResult; error?: { code: ErrorCode; details: ErrorDetails<ErrorCode> } };
      if (answer.error) throw new ModelwrightError(answer.error.code, answer.error.details);
      return answer.result!;
    },
    close: () => pool.close({ force: true }),
  };
}

function workerFailure(cause: Error): ModelwrightError {
  return new ModelwrightError('INTERNAL', { problem: `a training thread failed: ${cause.message}` }, { cause });
}
