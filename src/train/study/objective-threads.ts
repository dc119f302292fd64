/** Worker threads that run the objective of a module: trials really run at the same time, and one that hangs can be ended. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { ModelwrightError } from '../../core/errors.ts';
import { threadOf, workerFile } from '../../core/worker-file.ts';
import { checkedExports, type ObjectiveModule } from './objective-module.ts';
import {
  answerCall,
  type CallAnswer,
  type Described,
  type TrialCall,
  type TrialReply,
  type TrialTask,
} from './objective-task.ts';
import { type Ended, problemOf } from './run-objective.ts';
import type { TrialCalls } from './running-trial.ts';
import type { Trial } from './trial.ts';

/** An objective for `optimize`. */
export interface ObjectiveThreads {
  readonly threads: number;
  /** What the module says about its search. */
  readonly exports: ObjectiveModule;
  /** Undefined when `signal` was aborted; the thread is ended then. */
  run(trial: Trial, seed: number, signal: AbortSignal, calls: TrialCalls): Promise<Ended | undefined>;
  /** Ends the threads. */
  close(): Promise<void>;
}

/**
 * Loads a module, TypeScript or JavaScript, in each of `threads` worker threads. It exports `objective` and may export
 * `space`, `direction`, `sampler`, `pruner` and `first`. Its code runs with the rights of this process: load only your own.
 *
 * @param options.threads trials at the same time, >= 1; default 1.
 * @throws MODULE_INVALID for a module that does not exist, cannot be loaded or exports no objective; CANCELLED.
 */
export async function openObjective(
  module: string,
  { threads = 1, signal }: { readonly threads?: number; readonly signal?: AbortSignal } = {},
): Promise<ObjectiveThreads> {
  const path = resolve(module);
  if (!existsSync(path)) throw new ModelwrightError('MODULE_INVALID', { module, problem: 'there is no such file' });
  const { Piscina } = await import('piscina');
  const pool = new Piscina({
    ...threadOf(workerFile(import.meta.url, './objective-worker.ts')),
    // A thread that is ended with its trial is replaced up to this number only; waiting trials would find nobody.
    minThreads: threads,
    maxThreads: threads,
    execArgv: [],
  });
  // A thread that ends by itself has its trial reject; without a listener it would end the process.
  pool.on('error', () => {});
  try {
    const described = (await pool.run({ kind: 'describe', module: path }, { signal }).catch((error: Error) => {
      if (signal?.aborted) throw new ModelwrightError('CANCELLED', { what: 'the study' });
      return { problem: problemOf(error) };
    })) as Described;
    if ('problem' in described) throw new ModelwrightError('MODULE_INVALID', { module, problem: described.problem });
    return {
      threads,
      exports: checkedExports(module, described.exports),
      run: (trial, seed, stop, calls) => runInThread(pool, { module: path, trial, seed }, stop, calls),
      close: () => pool.destroy(),
    };
  } catch (error) {
    await pool.destroy();
    throw error;
  }
}

interface ThreadRun {
  readonly module: string;
  readonly trial: Trial;
  readonly seed: number;
}

async function runInThread(
  pool: Piscina,
  { module, trial, seed }: ThreadRun,
  signal: AbortSignal,
  calls: TrialCalls,
): Promise<Ended | undefined> {
  const { port1, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  port1.on('message', (call: TrialCall) => {
    port1.postMessage(answerOf(calls, call));
    Atomics.store(answered, 0, 1);
    Atomics.notify(answered, 0);
  });
  const { number, params } = trial;
  const task: TrialTask = { kind: 'trial', module, number, params, seed, channel: { port: port2, answered } };
  try {
    return (await pool.run(task, { signal, transferList: [port2] })) as TrialReply;
  } catch (error) {
    return signal.aborted ? undefined : { problem: `the thread of the objective ended: ${problemOf(error)}` };
  } finally {
    port1.close();
  }
}

function answerOf(calls: TrialCalls, call: TrialCall): CallAnswer {
  try {
    return { value: answerCall(calls, call) };
  } catch (error) {
    return { problem: problemOf(error) };
  }
}
