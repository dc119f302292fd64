/** Studies: a search over a declared space by ask and tell, in a sequence of trials that no scheduling can change. */

import { ModelwrightError } from '../../core/errors.ts';
import type { Direction } from '../../math/direction.ts';
import { distributionsReady } from '../../math/distributions.ts';
import { createRng } from '../../math/philox.ts';
import type { Rng } from '../../math/rng.ts';
import type { Pruner } from './pruners/pruner.ts';
import type { Sampler } from './sampler.ts';
import { checkSpace, type StudySpace } from './space.ts';
import { tpeSampler } from './tpe-sampler.ts';
import { compareValues, type Report, type Trial } from './trial.ts';

export interface StudyOptions {
  readonly space: StudySpace;
  /** Default `tpeSampler()`. */
  readonly sampler?: Sampler;
  /** Default: no trial is pruned. */
  readonly pruner?: Pruner;
  /** Safe whole number >= 0, default 0. */
  readonly seed?: number;
  /** Default 'minimize'. */
  readonly direction?: Direction;
  /**
   * Trials that are proposed together, >= 1, default 1: the most that can run at once after the start. The larger, the less
   * each proposal knows.
   */
  readonly generation?: number;
}

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
 * @throws PARAM_INVALID for a space that cannot be searched, a seed or a generation out of range.
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
  readonly direction: Direction;
  readonly #space: StudySpace;
  readonly #sampler: Sampler;
  readonly #pruner: Pruner | undefined;
  readonly #rng: Rng;
  readonly #generation: number;
  readonly #firstGeneration: number;
  readonly #entries: Entry[] = [];
  #exhausted = false;

  constructor(options: StudyOptions) {
    const { space, sampler = tpeSampler(), pruner, seed = 0, direction = 'minimize', generation = 1 } = options;
    checkSpace(space);
    if (!(Number.isSafeInteger(seed) && seed >= 0)) invalid('seed', 'a safe whole number >= 0', seed);
    if (!(Number.isSafeInteger(generation) && generation >= 1))
      invalid('generation', 'a whole number >= 1', generation);
    this.direction = direction;
    this.#space = structuredClone(space);
    this.#sampler = sampler;
    this.#pruner = pruner;
    this.#rng = createRng(seed).split('study');
    this.#generation = generation;
    const free = sampler.startupTrials;
    this.#firstGeneration = Number.isFinite(free) ? free : pruner ? generation : Number.POSITIVE_INFINITY;
  }

  /**
   * The next trial to run. Undefined while trials of the generation before have not ended (`exhausted` is false then), or
   * when the sampler has nothing left; a caller that tells each trial before it asks again never has to wait.
   */
  ask(): Trial | undefined {
    const number = this.#entries.length;
    const start = this.#generationStart(number);
    const ended = this.#entries.slice(0, start);
    if (this.#exhausted || ended.some((entry) => entry.state === 'running')) return undefined;
    const params = this.#sampler.propose({
      number,
      space: this.#space,
      direction: this.direction,
      ended,
      pending: this.#entries.slice(start).map((entry) => entry.params),
      studyRng: this.#rng,
      rng: this.#rng.split(`trial-${number}`),
    });
    if (params === undefined) {
      this.#exhausted = true;
      return undefined;
    }
    this.#entries.push({ number, params, state: 'running', reports: [] });
    return this.#entries[number];
  }

  /** Stores a value of a running trial at a step, a whole number above the steps before it. @throws VALUE_INVALID */
  report(trial: Pick<Trial, 'number'>, step: number, value: number): void {
    const { reports } = this.#running(trial);
    const last = reports.at(-1)?.step ?? -1;
    if (!Number.isSafeInteger(step) || step <= last) {
      throw new ModelwrightError('VALUE_INVALID', { what: 'step', law: `a whole number > ${last}`, value: step });
    }
    reports.push({ step, value });
  }

  /** Whether a running trial should be given up, by its reports and the generations before it. @throws VALUE_INVALID */
  shouldPrune(trial: Pick<Trial, 'number'>): boolean {
    const entry = this.#running(trial);
    if (!this.#pruner || entry.reports.length === 0) return false;
    const ended = this.#entries.slice(0, this.#generationStart(entry.number));
    return this.#pruner({ trial: entry, ended, direction: this.direction });
  }

  /** Forgets what a running trial reported, because it is run again. @throws VALUE_INVALID */
  restart(trial: Pick<Trial, 'number'>): void {
    this.#running(trial).reports.length = 0;
  }

  /** Ends a running trial with its objective; NaN means that it failed. @throws VALUE_INVALID */
  tell(trial: Pick<Trial, 'number'>, value: number): void {
    const entry = this.#running(trial);
    this.#entries[entry.number] = Number.isNaN(value)
      ? { ...entry, state: 'failed' }
      : { ...entry, state: 'complete', value };
  }

  /** Ends a running trial that was given up; its last report tells the sampler how good it was. @throws VALUE_INVALID */
  tellPruned(trial: Pick<Trial, 'number'>): void {
    const entry = this.#running(trial);
    this.#entries[entry.number] = { ...entry, state: 'pruned' };
  }

  /** All trials so far, in order of number. */
  get trials(): readonly Trial[] {
    return [...this.#entries];
  }

  /** The best complete trial, the earlier one of a tie; undefined before there is one. */
  get best(): Trial | undefined {
    return this.#entries
      .filter((entry) => entry.state === 'complete')
      .reduce<Trial | undefined>((best, entry) => {
        const better =
          best === undefined || compareValues(entry.value as number, best.value as number, this.direction) < 0;
        return better ? entry : best;
      }, undefined);
  }

  /** True when the sampler has nothing left to propose. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  /** Number of the first trial of the generation that a trial belongs to. */
  #generationStart(number: number): number {
    if (number < this.#firstGeneration) return 0;
    return number - ((number - this.#firstGeneration) % this.#generation);
  }

  #running({ number }: Pick<Trial, 'number'>): Entry {
    const entry = this.#entries[number];
    if (entry?.state === 'running') return entry;
    const value = entry?.state ?? 'a trial of no number here';
    throw new ModelwrightError('VALUE_INVALID', { what: 'trial', law: 'state = running', value });
  }
}

function invalid(name: string, law: string, value: number): never {
  throw new ModelwrightError('PARAM_INVALID', { name, law, value });
}
