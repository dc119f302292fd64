/** Studies that are stored by name: each trial that was told is kept, and a killed search goes on where it was. */
import type { Json } from '../../core/canonical-json.ts';
import { nowIso } from '../../core/clock.ts';
import { ModelwrightError } from '../../core/errors.ts';
import type { Direction } from '../../math/direction.ts';
import { distributionsReady } from '../../math/distributions.ts';
import type { Store } from '../../store/open-store.ts';
import { beginStudy, readTrials } from '../../tracking/studies.ts';
import { TrialJournal } from '../../tracking/trial-journal.ts';
import type { TrialRecord } from '../../tracking/trial-rows.ts';
import { declaredValue, isAllowed } from './allowed-value.ts';
import { DefineByRunStudy } from './define-by-run-study.ts';
import { givenSampler } from './given-sampler.ts';
import { listOfSpace, spaceOfList } from './joint-space.ts';
import { prunerOf } from './named-pruners.ts';
import { samplerOf } from './named-samplers.ts';
import type { Optimizable } from './optimizable.ts';
import type { Parameter, ParameterValue, ParameterValues, StudySpace } from './space.ts';
import { definitionOf, type StoredStudyOptions, specOf } from './stored-study-options.ts';
import { Study } from './study.ts';
import type { Trial } from './trial.ts';

/**
 * Begins the study of that name, or goes on with it: all that it was told is there, and trials that were running come
 * again with the same parameters. The search must be the one that was stored.
 *
 * @throws PARAM_INVALID for options out of range; NAME_INVALID; STUDY_DIFFERS when the stored study is another search.
 */
export async function openStudy(store: Store, options: StoredStudyOptions): Promise<StoredStudy> {
  await distributionsReady();
  const definition = definitionOf(options);
  const given = new Map<number, ParameterValues>();
  const { space, seed, direction, directions, constraints, generation } = options;
  const methods = {
    sampler: samplerOf(specOf(options.sampler ?? 'tpe')),
    pruner: options.pruner === undefined ? undefined : prunerOf(specOf(options.pruner)),
  };
  const common = { ...methods, seed, direction, directions, constraints, generation };
  const study =
    space === undefined
      ? new DefineByRunStudy(common, given)
      : new Study({ ...common, space, sampler: givenSampler(methods.sampler, given) });
  // Written only when the search is known to be possible.
  const stored = await beginStudy(store, options.name, definition);
  const trials = await readTrials(store, stored.studyId);
  const opened = new StoredStudy(options, { study, given, journal: new TrialJournal(store.series, stored) });
  opened.replay(trials);
  return opened;
}

interface Parts {
  readonly study: Study | DefineByRunStudy;
  readonly given: Map<number, ParameterValues>;
  readonly journal: TrialJournal;
}

/** See `openStudy`. One process at a time works on a study: the second to store a trial of the same number gets STORE_CONFLICT. */
export class StoredStudy implements Optimizable {
  readonly name: string;
  readonly seed: number;
  readonly #space: StudySpace | undefined;
  readonly #study: Study | DefineByRunStudy;
  readonly #given: Map<number, ParameterValues>;
  readonly #journal: TrialJournal;
  /** Trials to be handed out again: an earlier process, or an interrupted worker, did not end them. */
  readonly #again: number[] = [];
  readonly #attributes = new Map<number, Record<string, Json>>();
  readonly #startedAt = new Map<number, string>();

  constructor({ name, seed = 0, space }: StoredStudyOptions, { study, given, journal }: Parts) {
    this.name = name;
    this.seed = seed;
    this.#space = space;
    this.#study = study;
    this.#given = given;
    this.#journal = journal;
  }

  /** Walks through the trials of earlier processes without proposing those that are known. Called once, by `openStudy`. */
  replay(trials: readonly TrialRecord[]): void {
    for (const { number, params } of trials) this.#given.set(number, params);
    const ended = new Map(trials.filter(({ state }) => state !== 'waiting').map((trial) => [trial.number, trial]));
    const last = Math.max(-1, ...ended.keys());
    for (let number = 0; number <= last; number++) {
      const trial = this.#study.ask();
      if (trial === undefined) {
        const problem = `study ${this.name} has trial ${number} without those that it builds on`;
        throw new ModelwrightError('STORE_DAMAGED', { path: 'runs.db', problem });
      }
      const record = ended.get(number);
      if (record === undefined) this.#again.push(number);
      else this.#retell(trial, record);
    }
  }

  #retell(trial: Trial, { params, space, reports, state, values, constraints }: TrialRecord): void {
    if (this.#study instanceof DefineByRunStudy) this.#study.restore(trial, params, spaceOfList(space ?? []));
    for (const { step, value } of reports) this.#study.report(trial, step, value);
    const told = constraints ?? undefined;
    if (state === 'pruned') this.#study.tellPruned(trial, told);
    else if (state !== 'complete' || !values) this.#study.tell(trial, Number.NaN);
    else this.#study.tell(trial, values, told);
  }

  /** The next trial to run: one that an earlier process did not end, else a new one. See `Study.ask`. */
  ask(): Trial | undefined {
    const again = this.#again.shift();
    const trial = again === undefined ? this.#study.ask() : this.#study.trials[again];
    if (trial !== undefined) this.#startedAt.set(trial.number, nowIso());
    return trial;
  }

  suggest(trial: Pick<Trial, 'number'>, name: string, parameter: Parameter): ParameterValue {
    if (this.#study instanceof DefineByRunStudy) return this.#study.suggest(trial, name, parameter);
    return declaredValue(this.#study.trials[trial.number].params, name, parameter);
  }

  report(trial: Pick<Trial, 'number'>, step: number, value: number): void {
    this.#study.report(trial, step, value);
  }

  shouldPrune(trial: Pick<Trial, 'number'>): boolean {
    return this.#study.shouldPrune(trial);
  }

  restart(trial: Pick<Trial, 'number'>): void {
    this.#study.restart(trial);
    this.#attributes.delete(trial.number);
  }

  /** Keeps a note with a running trial; it is stored when the trial is told. */
  setAttribute({ number }: Pick<Trial, 'number'>, name: string, value: Json): void {
    this.#attributes.set(number, { ...this.#attributes.get(number), [name]: value });
  }

  /**
   * Has a trial run with these values, as one of the next that are asked for. What is left out, or not allowed where it is
   * declared, is drawn. Resolves to its number when it is stored.
   *
   * @throws PARAM_INVALID for a name or value that the declared space does not have.
   */
  async enqueue(params: ParameterValues): Promise<number> {
    for (const [name, value] of Object.entries(params)) {
      if (this.#space === undefined) continue;
      const parameter = Object.hasOwn(this.#space, name) ? this.#space[name] : undefined;
      if (parameter && isAllowed(parameter, value)) continue;
      const law = parameter ? 'an allowed value' : 'a parameter of the space';
      throw new ModelwrightError('PARAM_INVALID', { name, law, value: String(value).slice(0, 100) });
    }
    let number = this.#study.trials.length;
    while (this.#given.has(number)) number++;
    this.#given.set(number, { ...params });
    await this.#journal.append({ ...untold, number, state: 'waiting', params });
    return number;
  }

  /**
   * Ends a running trial with its objective, or its objectives in the order of `directions`; NaN means that it failed. Resolves when
   * it is stored.
   *
   * @param constraints see `Study.tell`. @throws VALUE_INVALID for another number of objectives or constraints
   */
  async tell(
    trial: Pick<Trial, 'number'>,
    objective: number | readonly number[],
    constraints?: readonly number[],
  ): Promise<void> {
    const values = [objective].flat();
    if (values.some(Number.isNaN)) return await this.tellFailed(trial, 'it was told NaN');
    this.#study.tell(trial, values, constraints);
    await this.#store(trial, { state: 'complete', values });
  }

  /** Ends a running trial that was given up. Resolves when it is stored. */
  async tellPruned(trial: Pick<Trial, 'number'>, constraints?: readonly number[]): Promise<void> {
    this.#study.tellPruned(trial, constraints);
    await this.#store(trial, { state: 'pruned' });
  }

  /** Ends a running trial as failed and keeps the reason. Resolves when it is stored. */
  async tellFailed(trial: Pick<Trial, 'number'>, problem: string): Promise<void> {
    this.#study.tell(trial, Number.NaN);
    await this.#store(trial, { state: 'failed', problem });
  }

  release({ number }: Pick<Trial, 'number'>): void {
    this.#again.push(number);
    this.#again.sort((a, b) => a - b);
  }

  get trials(): readonly Trial[] {
    return this.#study.trials;
  }

  /** One for each objective. */
  get directions(): readonly Direction[] {
    return this.#study.directions;
  }

  /** How many constraint values each trial tells. */
  get constraints(): number {
    return this.#study.constraints;
  }

  /** The best trial so far. @throws VALUE_INVALID in a study with several objectives, which has `bestTrials`. */
  get best(): Trial | undefined {
    return this.#study.best;
  }

  /** The Pareto front in order of number, see `Study.bestTrials`. */
  get bestTrials(): readonly Trial[] {
    return this.#study.bestTrials;
  }

  get exhausted(): boolean {
    return this.#again.length === 0 && this.#study.exhausted;
  }

  /** Resolves when all that was told is stored. */
  settled(): Promise<void> {
    return this.#journal.settled();
  }

  #store({ number }: Pick<Trial, 'number'>, told: Pick<TrialRecord, 'state'> & Partial<TrialRecord>): Promise<void> {
    const { params, reports, constraints = null } = this.#study.trials[number];
    const attributes = this.#attributes.get(number) ?? {};
    this.#attributes.delete(number);
    const space = this.#study instanceof DefineByRunStudy ? listOfSpace(this.#study.spaceOf({ number })) : null;
    const startedAt = this.#startedAt.get(number) ?? null;
    this.#startedAt.delete(number);
    return this.#journal.append({
      ...untold,
      number,
      params,
      space,
      reports,
      constraints,
      attributes,
      startedAt,
      finishedAt: nowIso(),
      ...told,
    });
  }
}

const untold = {
  space: null,
  values: null,
  constraints: null,
  reports: [],
  attributes: {},
  problem: null,
  startedAt: null,
  finishedAt: null,
} as const;
