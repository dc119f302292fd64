/** Fits in worker threads: the caller's loop stays free, and the result has the same bytes as a fit in place. */
import { existsSync } from 'node:fs';
import { MessageChannel } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { asModelwrightError, type ErrorDetails, ModelwrightError } from '../core/errors.ts';
import { threadOf, workerFile } from '../core/worker-file.ts';
import type { EstimatorSpec, FitContext, FitInput, FittedEstimator } from './estimator.ts';
import { answers, type FitReply, type FitTask } from './fit-task.ts';
import { sharedInput } from './shared-input.ts';

/** One fit. */
export interface FitRequest {
  readonly spec: EstimatorSpec;
  readonly input: FitInput;
  readonly seed: number;
  /** Name of the random stream below the seed; absent = the seed's own stream. */
  readonly stream?: string;
  /** Threads that this fit may use, besides sharing the pool's; default 1. */
  readonly threads?: number;
  readonly progressOnly?: FitContext['progressOnly'];
  /** Runs in the caller's thread; the fit waits for its answer at every iteration. */
  readonly onIteration?: FitContext['onIteration'];
  /** Ends the fit's thread; the promise rejects with CANCELLED. */
  readonly signal?: AbortSignal;
}

export interface FitPool {
  /** Fits when a thread is free; requests start in the order they were made. Errors are as those of `fitEstimator`. */
  fit(request: FitRequest): Promise<FittedEstimator>;
  /** Begins to start a thread, for whoever has other work before the first fit. */
  warm(): void;
  /** Ends the threads; fits still under way reject with CANCELLED. */
  close(): Promise<void>;
}

/**
 * A pool of worker threads for fits. Idle threads do not keep the process alive.
 *
 * @param options.threads number of threads, >= 1.
 */
export function createFitPool({ threads }: { readonly threads: number }): FitPool {
  let opened: Promise<Piscina> | undefined;
  let closed = false;
  const open = (): Promise<Piscina> => {
    opened ??= openThreads(threads);
    return opened;
  };
  return {
    async fit(request) {
      if (closed) throw cancelled(request.spec);
      return fitWith(await open(), request, () => closed);
    },
    warm() {
      // A failure shows at the first fit.
      open().catch(() => {});
    },
    async close() {
      closed = true;
      await (await opened)?.destroy();
    },
  };
}

let shared: FitPool | undefined;

/** Fits in a thread of a pool that all single fits of this process share. */
export function fitInThread(request: FitRequest): Promise<FittedEstimator> {
  shared ??= createFitPool({ threads: 2 });
  return shared.fit(request);
}

async function openThreads(threads: number): Promise<Piscina> {
  const { Piscina } = await import('piscina');
  const file = workerFile(import.meta.url, './fit-worker.ts');
  if (!existsSync(file)) {
    throw new ModelwrightError('INTERNAL', { problem: 'the worker is not compiled; run "npm run build" first' });
  }
  // A thread that is ended with its fit is replaced up to the minimum only; with none, waiting fits would find nobody.
  return new Piscina({ ...threadOf(file), minThreads: 1, maxThreads: threads, idleTimeout: 10_000, execArgv: [] });
}

async function fitWith(pool: Piscina, request: FitRequest, closed: () => boolean): Promise<FittedEstimator> {
  const { spec, seed, stream, threads, progressOnly, onIteration, signal } = request;
  const watch = onIteration && watchIterations(onIteration);
  const task: FitTask = {
    spec: { name: spec.name, params: spec.params },
    input: sharedInput(request.input),
    seed,
    stream,
    threads,
    progressOnly,
    watch: watch?.channel,
  };
  try {
    const reply: FitReply = await pool.run(task, { signal, transferList: watch ? [watch.channel.port] : [] });
    if (watch?.failure) throw watch.failure.error;
    if ('fitted' in reply) return reply.fitted;
    const { code, details } = reply.error;
    throw new ModelwrightError(code, details as ErrorDetails<typeof code>);
  } catch (error) {
    if (watch?.failure) throw watch.failure.error;
    throw closed() || signal?.aborted ? cancelled(spec) : asModelwrightError(error);
  } finally {
    watch?.end();
  }
}

/** The caller's end of an iteration channel. An error of the callback stops the fit and is kept for the caller. */
function watchIterations(onIteration: NonNullable<FitContext['onIteration']>) {
  const { port1, port2 } = new MessageChannel();
  const answer = new Int32Array(new SharedArrayBuffer(4));
  const watch = {
    channel: { port: port2, answer },
    failure: undefined as { error: unknown } | undefined,
    end: () => port1.close(),
  };
  port1.on('message', ({ iteration, score }: { iteration: number; score: number }) => {
    let goOn = false;
    try {
      goOn = onIteration(iteration, score) !== false;
    } catch (error) {
      watch.failure = { error };
    }
    Atomics.store(answer, 0, goOn ? answers.continue : answers.stop);
    Atomics.notify(answer, 0);
  });
  return watch;
}

function cancelled({ name }: EstimatorSpec): ModelwrightError {
  return new ModelwrightError('CANCELLED', { what: `the fit of ${name}` });
}
