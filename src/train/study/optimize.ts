/** Runs an objective over the trials of a study: one after the other, at the same time, or in worker threads. */
import { setMaxListeners } from 'node:events';
import { checkParam, checkWhole } from '../../core/check-param.ts';
import { ModelwrightError } from '../../core/errors.ts';
import { callAfter } from '../../core/timer.ts';
import { declaredValue } from './allowed-value.ts';
import type { ObjectiveThreads } from './objective-threads.ts';
import type { Optimizable } from './optimizable.ts';
import { type Ended, runObjective } from './run-objective.ts';
import { type Objective, runningTrial, type TrialCalls } from './running-trial.ts';
import type { Trial } from './trial.ts';

export interface OptimizeOptions {
  /** Ended trials that the study should have in the end, those from before counted; default 100. */
  readonly trials?: number;
  /** No trial begins or goes on after so many milliseconds; default no limit. */
  readonly timeoutMs?: number;
  /** Trials at the same time, as far as the study's generations allow; for an objective in threads their number is the default, else 1. */
  readonly workers?: number;
  /** How often a trial that failed runs again, with the same parameters; default 0. */
  readonly retries?: number;
  /** The study is stopped when so many trials in a row failed; default 10. */
  readonly maxFailures?: number;
  /** Seed of `trial.rng`; default 0, for a stored study its own. */
  readonly seed?: number;
  /** Stops when aborted. What was told is kept; trials under way are given up. */
  readonly signal?: AbortSignal;
  /** Called after each trial that ended, when it is stored. What it throws stops the study. */
  readonly onTrial?: (trial: Trial) => void;
}

/** How the work came to an end. */
export interface OptimizeResult {
  readonly stoppedBy: 'trials' | 'timeout' | 'signal' | 'exhausted';
  /** Trials that ended now. */
  readonly ended: number;
  /** Why the last trial that failed now did so. */
  readonly lastProblem?: string;
}

/**
 * Asks, runs and tells until the study has enough trials. The sequence of trials is the study's own: it does not depend on
 * `workers`, on how long trials take, or on where the work was interrupted, if the objective answers the same each time.
 *
 * @param objective a function; or threads of `openObjective` that run a module's.
 * @throws PARAM_INVALID for options out of range; OBJECTIVE_FAILED after too many failures in a row; STORE_CONFLICT when
 *   another process works on the stored study; what `onTrial` throws.
 */
export async function optimize(
  study: Optimizable,
  objective: Objective | ObjectiveThreads,
  options: OptimizeOptions = {},
): Promise<OptimizeResult> {
  const work = new Work(study, objective, options);
  return await work.run();
}

/** One call of `optimize`. */
class Work {
  readonly #study: Optimizable;
  readonly #objective: Objective | ObjectiveThreads;
  readonly #options: OptimizeOptions;
  readonly #most: number;
  readonly #workers: number;
  readonly #stop = new AbortController();
  #stoppedBy: OptimizeResult['stoppedBy'] = 'trials';
  #running = 0;
  #ended = 0;
  #failuresInARow = 0;
  #lastProblem: string | undefined;
  #before: number;
  #wake: (() => void)[] = [];

  constructor(study: Optimizable, objective: Objective | ObjectiveThreads, options: OptimizeOptions) {
    const { trials = 100, workers = typeof objective === 'function' ? 1 : objective.threads } = options;
    const { retries = 0, maxFailures = 10, seed = 0, timeoutMs = Number.POSITIVE_INFINITY } = options;
    checkWhole({ retries, seed }, 0);
    checkWhole({ trials, workers, maxFailures }, 1);
    checkParam(timeoutMs >= 0, 'timeoutMs', 'timeoutMs >= 0', timeoutMs);
    // Each trial under way listens, and there may be as many as workers.
    setMaxListeners(0, this.#stop.signal);
    this.#study = study;
    this.#objective = objective;
    this.#options = options;
    this.#most = trials;
    this.#workers = workers;
    this.#before = study.trials.filter(({ state }) => state !== 'running').length;
  }

  async run(): Promise<OptimizeResult> {
    const { signal, timeoutMs } = this.#options;
    const onAbort = () => this.#end('signal');
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted) onAbort();
    const cancel = callAfter(timeoutMs ?? Number.POSITIVE_INFINITY, () => this.#end('timeout'));
    try {
      const workers = Array.from({ length: this.#workers }, () => this.#work());
      // The first failure stops the others, and they are waited for before it is told.
      const results = await Promise.allSettled(workers);
      for (const result of results) if (result.status === 'rejected') throw result.reason;
    } finally {
      cancel();
      signal?.removeEventListener('abort', onAbort);
    }
    return { stoppedBy: this.#stoppedBy, ended: this.#ended, lastProblem: this.#lastProblem };
  }

  /** One worker: the next trial, and the next, until there is none to begin. */
  async #work(): Promise<void> {
    try {
      while (!this.#stop.signal.aborted && this.#before + this.#ended + this.#running < this.#most) {
        const trial = this.#study.ask();
        if (trial !== undefined) await this.#handle(trial);
        else if (this.#study.exhausted) return this.#end('exhausted');
        else if (this.#running === 0) throw runsElsewhere();
        else await new Promise<void>((resolve) => this.#wake.push(resolve));
      }
    } catch (error) {
      this.#stop.abort();
      throw error;
    } finally {
      this.#wakeAll();
    }
  }

  async #handle(trial: Trial): Promise<void> {
    this.#running += 1;
    try {
      const outcome = await this.#attempts(trial);
      if (outcome === undefined) return await this.#giveUp(trial);
      await this.#tell(trial, outcome);
      this.#ended += 1;
    } finally {
      this.#running -= 1;
      this.#wakeAll();
    }
    this.#options.onTrial?.(this.#study.trials[trial.number]);
    const { maxFailures = 10 } = this.#options;
    if (this.#failuresInARow >= maxFailures) {
      const problem = this.#lastProblem ?? '';
      throw new ModelwrightError('OBJECTIVE_FAILED', { count: this.#failuresInARow, problem });
    }
  }

  /** Undefined when the study was stopped meanwhile. */
  async #attempts(trial: Trial): Promise<Ended | undefined> {
    const { retries = 0 } = this.#options;
    for (let attempt = 0; ; attempt++) {
      const outcome = await this.#attempt(trial);
      const failed = outcome !== undefined && outcome !== 'pruned' && 'problem' in outcome;
      if (!failed || attempt === retries) return outcome;
      this.#study.restart(trial);
    }
  }

  async #attempt(trial: Trial): Promise<Ended | undefined> {
    const { signal } = this.#stop;
    if (signal.aborted) return undefined;
    const calls = callsOf(this.#study, trial);
    const seed = this.#options.seed ?? this.#study.seed ?? 0;
    let onStop = () => {};
    const stopped = new Promise<undefined>((resolve) => {
      onStop = () => resolve(undefined);
      signal.addEventListener('abort', onStop);
    });
    try {
      const run =
        typeof this.#objective === 'function'
          ? runObjective(this.#objective, runningTrial(trial, seed, signal, calls))
          : this.#objective.run(trial, seed, signal, calls);
      return await Promise.race([run, stopped]);
    } finally {
      signal.removeEventListener('abort', onStop);
    }
  }

  async #tell(trial: Trial, outcome: Ended): Promise<void> {
    const fitting = this.#fitting(outcome);
    if (fitting === 'pruned') await this.#study.tellPruned(trial);
    else if (!('problem' in fitting))
      await this.#study.tell(trial, 'value' in fitting ? fitting.value : fitting.values);
    else {
      this.#lastProblem = fitting.problem;
      this.#failuresInARow += 1;
      if (this.#study.tellFailed) await this.#study.tellFailed(trial, fitting.problem);
      else await this.#study.tell(trial, Number.NaN);
      return;
    }
    this.#failuresInARow = 0;
  }

  /** The outcome; a problem where it has not a number for each objective. */
  #fitting(outcome: Ended): Ended {
    if (outcome === 'pruned' || 'problem' in outcome) return outcome;
    const wanted = this.#study.directions?.length ?? 1;
    const fits = 'value' in outcome ? wanted === 1 : wanted > 1 && outcome.values.length === wanted;
    if (fits) return outcome;
    const want = wanted === 1 ? 'a number' : `a list of ${wanted} numbers`;
    const got = 'value' in outcome ? 'a number' : wanted === 1 ? 'a list' : `${outcome.values.length}`;
    return { problem: `the objective must return ${want}, it returned ${got}` };
  }

  async #giveUp(trial: Trial): Promise<void> {
    this.#study.restart(trial);
    if (this.#study.release) this.#study.release(trial);
    else await this.#study.tell(trial, Number.NaN);
  }

  #end(by: OptimizeResult['stoppedBy']): void {
    if (this.#stop.signal.aborted) return;
    this.#stoppedBy = by;
    if (by !== 'exhausted') this.#stop.abort();
    this.#wakeAll();
  }

  #wakeAll(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

function callsOf(study: Optimizable, trial: Trial): TrialCalls {
  return {
    suggest: (name, parameter) =>
      study.suggest ? study.suggest(trial, name, parameter) : declaredValue(trial.params, name, parameter),
    report: (step, value) => study.report(trial, step, value),
    shouldPrune: () => study.shouldPrune(trial),
    setAttribute: (name, value) => study.setAttribute?.(trial, name, value),
  };
}

function runsElsewhere(): ModelwrightError {
  return new ModelwrightError('VALUE_INVALID', {
    what: 'study',
    law: 'no running trial that somebody else asked for',
    value: 'one',
  });
}
