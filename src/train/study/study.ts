/** Studies: a search over a declared space by ask and tell, in a sequence of trials that no scheduling can change. */

import { ModelwrightError } from '../../core/errors.ts';
import type { Direction } from '../../math/direction.ts';
import { distributionsReady } from '../../math/distributions.ts';
import { createRng } from '../../math/philox.ts';
import type { Rng } from '../../math/rng.ts';
import { FrontTrials } from './front-trials.ts';
import type { ParameterValues } from './space.ts';
import { type StudyOptions, type StudySettings, settleOptions } from './study-options.ts';
import { compareValues, type Report, type Trial, violationOf } from './trial.ts';

/** A number that a trial reported is stored under its step. */
interface Entry extends Trial {
  readonly reports: Report[];
}

/**
 * Opens a study in memory. The sequence of trials depends on the options alone: trials belong to generations of a fixed
 * size, trial n draws from a random stream of its own, and both its proposal and the decision to prune it see only the
 * generations before its own, all ended. So 1, 2 or 8 workers that answer in any order walk through the same trials.
 * Samplers that look at no results propose without end unless there is a pruner.
 *
 * @throws PARAM_INVALID for a space that cannot be searched, options out of range or that do not go together.
 * @example
 * const study = await createStudy({ space: { x: { type: 'float', low: -5, high: 5 } }, seed: 1 });
 * for (let i = 0; i < 30; i++) {
 *   const trial = study.ask();
 *   if (trial) study.tell(trial, (trial.params.x as number) ** 2);
 * }
 * study.best?.params;
 */
export async function createStudy(options: StudyOptions): Promise<Study> {
  await distributionsReady();
  return new Study(options);
}

/** See `createStudy`. */
export class Study {
  readonly #settings: StudySettings;
  readonly #rng: Rng;
  readonly #firstGeneration: number;
  readonly #entries: Entry[] = [];
  /** No trial below this number is running. */
  #settled = 0;
  /** The trials of the generations before the one asked for last. */
  #ended: readonly Trial[] = [];
  /** Proposals of the generation asked for last, which begins with the trial of number `#start`. */
  #pending: ParameterValues[] = [];
  #start = 0;
  /** With one objective, of the trials so far. */
  #best: Trial | undefined;
  readonly #front: FrontTrials;
  #exhausted = false;

  constructor(options: StudyOptions) {
    this.#settings = settleOptions(options);
    this.#front = new FrontTrials(this.#settings);
    const { sampler, pruner, seed, generation } = this.#settings;
    this.#rng = createRng(seed).split('study');
    const free = sampler.startupTrials;
    this.#firstGeneration = Number.isFinite(free) ? free : pruner ? generation : Number.POSITIVE_INFINITY;
  }

  /** One for each objective. */
  get directions(): readonly Direction[] {
    return this.#settings.directions;
  }

  /** How many constraint values each trial tells. */
  get constraints(): number {
    return this.#settings.constraints;
  }

  /**
   * The next trial to run. Undefined while trials of the generation before have not ended (`exhausted` is false then), or
   * when the sampler has nothing left; a caller that tells each trial before it asks again never has to wait.
   */
  ask(): Trial | undefined {
    const number = this.#entries.length;
    const start = this.#generationStart(number);
    if (this.#exhausted || !this.#allEnded(start)) return undefined;
    const { sampler, space, directions, constraints, generation } = this.#settings;
    const params = sampler.propose({
      number,
      space,
      directions,
      constraints,
      generation,
      ended: this.#endedBefore(start),
      pending: this.#pendingFrom(start),
      studyRng: this.#rng,
      rng: this.#rng.split(`trial-${number}`),
    });
    if (params === undefined) {
      this.#exhausted = true;
      return undefined;
    }
    this.#pending.push(params);
    this.#entries.push({ number, params, state: 'running', reports: [] });
    return this.#entries[number];
  }

  /** Stores a value of a running trial at a step, a whole number above the steps before it. @throws VALUE_INVALID */
  report(trial: Pick<Trial, 'number'>, step: number, value: number): void {
    const { reports } = this.#running(trial);
    const last = reports.at(-1)?.step ?? -1;
    if (!Number.isSafeInteger(step) || step <= last) {
      refuse('step', `a whole number > ${last}`, step);
    }
    reports.push({ step, value });
  }

  /** Whether a running trial should be given up, by its reports and the generations before it. @throws VALUE_INVALID */
  shouldPrune(trial: Pick<Trial, 'number'>): boolean {
    const entry = this.#running(trial);
    const { pruner, directions } = this.#settings;
    if (!pruner || entry.reports.length === 0) return false;
    const ended = this.#endedBefore(this.#generationStart(entry.number));
    return pruner({ trial: entry, ended, direction: directions[0] });
  }

  /** Forgets what a running trial reported, because it is run again. @throws VALUE_INVALID */
  restart(trial: Pick<Trial, 'number'>): void {
    this.#running(trial).reports.length = 0;
  }

  /**
   * Ends a running trial with its objective, or its objectives in the order of `directions`; NaN means that it failed.
   *
   * @param constraints as many values as the study was opened with, <= 0 where the trial keeps within a limit; a trial that
   *   failed may leave them out.
   * @throws VALUE_INVALID
   */
  tell(trial: Pick<Trial, 'number'>, objective: number | readonly number[], constraints?: readonly number[]): void {
    const entry = this.#running(trial);
    const values = typeof objective === 'number' ? [objective] : [...objective];
    const { length } = this.#settings.directions;
    const gone = typeof objective === 'number' && Number.isNaN(objective);
    if (values.length !== length && !gone) refuse('objectives', `${length} of them`, values.length);
    if (values.some(Number.isNaN)) this.#end(entry, { state: 'failed' }, constraints);
    else {
      if (constraints === undefined) this.#checkConstraints([]);
      this.#end(entry, { state: 'complete', ...(length === 1 ? { value: values[0] } : { values }) }, constraints);
    }
  }

  /**
   * Ends a running trial that was given up; its last report tells the sampler how good it was. In a study with constraints
   * it counts as infeasible unless it tells them.
   *
   * @throws VALUE_INVALID
   */
  tellPruned(trial: Pick<Trial, 'number'>, constraints?: readonly number[]): void {
    this.#end(this.#running(trial), { state: 'pruned' }, constraints);
  }

  /** All trials so far, in order of number: a view that follows the study. */
  get trials(): readonly Trial[] {
    return this.#entries;
  }

  /**
   * The best of the complete feasible trials, the earlier one of a tie; undefined before there is one.
   *
   * @throws VALUE_INVALID in a study with several objectives, which has `bestTrials`.
   */
  get best(): Trial | undefined {
    const { directions } = this.#settings;
    if (directions.length > 1) refuse('best', '1 objective', directions.length);
    return this.#best;
  }

  /**
   * The Pareto front in order of number: complete feasible trials that no other one betters in one objective without being
   * worse in another. With one objective these are the best trial and its ties.
   */
  get bestTrials(): readonly Trial[] {
    return this.#front.trials;
  }

  /** True when the sampler has nothing left to propose. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  /** Number of the first trial of the generation that a trial belongs to. */
  #generationStart(number: number): number {
    if (number < this.#firstGeneration) return 0;
    return number - ((number - this.#firstGeneration) % this.#settings.generation);
  }

  #allEnded(before: number): boolean {
    while (this.#settled < before && this.#entries[this.#settled].state !== 'running') this.#settled++;
    return this.#settled >= before;
  }

  /** The same list for every trial of a generation, so that samplers can tell that nothing is new. */
  #endedBefore(start: number): readonly Trial[] {
    if (this.#ended.length !== start) this.#ended = this.#entries.slice(0, start);
    return this.#ended;
  }

  #pendingFrom(start: number): readonly ParameterValues[] {
    if (this.#start !== start) this.#pending = [];
    this.#start = start;
    return this.#pending;
  }

  #end(entry: Entry, end: Pick<Trial, 'state' | 'value' | 'values'>, constraints?: readonly number[]): void {
    if (constraints !== undefined) this.#checkConstraints(constraints);
    const told = constraints !== undefined && constraints.length > 0;
    const ended: Entry = { ...entry, ...end, ...(told ? { constraints: [...constraints] } : {}) };
    this.#entries[entry.number] = ended;
    this.#front.add(ended);
    if (this.#betters(ended)) this.#best = ended;
  }

  /** Whether a trial that ended is the best so far; of a tie the earlier one is, whichever ended first. */
  #betters(trial: Trial): boolean {
    const { directions } = this.#settings;
    if (trial.value === undefined || violationOf(trial, this.#settings) > 0) return false;
    if (this.#best?.value === undefined) return true;
    const order = compareValues(trial.value, this.#best.value, directions[0]);
    return order < 0 || (order === 0 && trial.number < this.#best.number);
  }

  #checkConstraints(constraints: readonly number[]): void {
    const { constraints: count } = this.#settings;
    if (constraints.length !== count) refuse('constraints', `${count} of them`, constraints.length);
    if (constraints.some(Number.isNaN)) refuse('constraints', 'numbers', Number.NaN);
  }

  #running({ number }: Pick<Trial, 'number'>): Entry {
    const entry = this.#entries[number];
    if (entry?.state === 'running') return entry;
    return refuse('trial', 'state = running', entry?.state ?? 'a trial of no number here');
  }
}

function refuse(what: string, law: string, value: string | number): never {
  throw new ModelwrightError('VALUE_INVALID', { what, law, value });
}
