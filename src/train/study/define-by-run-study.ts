/** Studies without a declared space: each trial declares its parameters while it runs, so that loops and branches are plain code. */

import { ModelwrightError } from '../../core/errors.ts';
import type { Direction } from '../../math/direction.ts';
import { distributionsReady } from '../../math/distributions.ts';
import { isAllowed } from './allowed-value.ts';
import type { Proposal, Sampler } from './sampler.ts';
import { checkSpace, type Parameter, type ParameterValue, type ParameterValues, type StudySpace } from './space.ts';
import { Study } from './study.ts';
import type { StudyOptions } from './study-options.ts';
import { declarationText, SuggestedParameters } from './suggested-parameters.ts';
import { tpeSampler } from './tpe-sampler.ts';
import type { Trial } from './trial.ts';

/** One trial that declares as it goes. `params` is the very object that the study holds. */
interface Open {
  /** Until the trial has ended. */
  proposal: Proposal | undefined;
  readonly params: Record<string, ParameterValue>;
  readonly space: Record<string, Parameter>;
}

const mostParameters = 10_000;

/**
 * Opens such a study in memory. Each parameter is proposed when a trial first asks for it, by itself and by what the
 * trials of earlier generations had there, so the trial's number and its own course decide, not who else is running.
 * TPE learns from the trials that had the parameter with a value that the declaration of now allows.
 *
 * @throws PARAM_INVALID for a seed or a generation out of range.
 * @example
 * const study = await createDefineByRunStudy({ seed: 1 });
 * await optimize(study, (trial) => {
 *   const model = trial.suggestCategorical('model', ['line', 'tree']);
 *   return model === 'tree' ? Math.abs(trial.suggestInt('depth', 1, 12) - 6) : 7;
 * }, { trials: 30 });
 */
export async function createDefineByRunStudy(options: Omit<StudyOptions, 'space'> = {}): Promise<DefineByRunStudy> {
  await distributionsReady();
  return new DefineByRunStudy(options);
}

/** See `createDefineByRunStudy`. */
export class DefineByRunStudy {
  readonly #study: Study;
  readonly #sampler: Sampler;
  readonly #given: ReadonlyMap<number, ParameterValues>;
  readonly #open = new Map<number, Open>();
  readonly #suggested = new SuggestedParameters();

  /** @param given values for parameters of the trials of these numbers, where a declaration allows them. */
  constructor(options: Omit<StudyOptions, 'space'>, given: ReadonlyMap<number, ParameterValues> = new Map()) {
    this.#sampler = options.sampler ?? tpeSampler();
    this.#given = given;
    const byTheTrials: Sampler = {
      ...this.#sampler,
      propose: (proposal) => {
        const params = {};
        this.#open.set(proposal.number, { proposal, params, space: {} });
        return params;
      },
    };
    // The generations, their order and the decisions to prune are those of a declared study; only its space is not used.
    const space: StudySpace = { declared: { type: 'choice', values: ['by the trials'] } };
    this.#study = new Study({ ...options, space, sampler: byTheTrials });
  }

  /** The next trial to run, without parameters yet; undefined while trials of the generation before have not ended. */
  ask(): Trial | undefined {
    return this.#study.ask();
  }

  /**
   * The value of a parameter in a running trial: proposed at the first call, the same at every further one.
   *
   * @throws PARAM_INVALID for a declaration that cannot be searched, or that differs from an earlier one in the trial.
   */
  suggest({ number }: Pick<Trial, 'number'>, name: string, parameter: Parameter): ParameterValue {
    const open = this.#open.get(number);
    if (open?.proposal === undefined) {
      throw new ModelwrightError('VALUE_INVALID', { what: 'trial', law: 'state = running', value: 'another' });
    }
    const { params, space, proposal } = open;
    if (Object.hasOwn(params, name)) {
      if (declarationText(space[name]) === declarationText(parameter)) return params[name];
      const law = 'one declaration within a trial';
      throw new ModelwrightError('PARAM_INVALID', { name, law, value: 'a second one that differs' });
    }
    checkSpace({ [name]: parameter });
    if (parameter.when !== undefined)
      throw new ModelwrightError('PARAM_INVALID', { name, law: 'a branch of the objective', value: '"when"' });
    if (Object.keys(params).length >= mostParameters)
      throw new ModelwrightError('PARAM_INVALID', { name, law: `at most ${mostParameters} parameters`, value: 'more' });
    const given = this.#given.get(number);
    params[name] =
      given !== undefined && Object.hasOwn(given, name) && isAllowed(parameter, given[name])
        ? given[name]
        : this.#propose(proposal, name, parameter);
    space[name] = parameter;
    return params[name];
  }

  /** What a trial has declared so far, in order. */
  spaceOf({ number }: Pick<Trial, 'number'>): StudySpace {
    return this.#open.get(number)?.space ?? {};
  }

  /** Takes over the parameters of a trial that an earlier process ran. */
  restore({ number }: Pick<Trial, 'number'>, params: ParameterValues, space: StudySpace): void {
    const open = this.#open.get(number);
    if (open === undefined) return;
    Object.assign(open.params, params);
    Object.assign(open.space, space);
  }

  report(trial: Pick<Trial, 'number'>, step: number, value: number): void {
    this.#study.report(trial, step, value);
  }

  shouldPrune(trial: Pick<Trial, 'number'>): boolean {
    return this.#study.shouldPrune(trial);
  }

  restart(trial: Pick<Trial, 'number'>): void {
    this.#study.restart(trial);
  }

  /** One for each objective. */
  get directions(): readonly Direction[] {
    return this.#study.directions;
  }

  /** How many constraint values each trial tells. */
  get constraints(): number {
    return this.#study.constraints;
  }

  /** See `Study.tell`. */
  tell(trial: Pick<Trial, 'number'>, objective: number | readonly number[], constraints?: readonly number[]): void {
    this.#study.tell(trial, objective, constraints);
    this.#close(trial);
  }

  tellPruned(trial: Pick<Trial, 'number'>, constraints?: readonly number[]): void {
    this.#study.tellPruned(trial, constraints);
    this.#close(trial);
  }

  get trials(): readonly Trial[] {
    return this.#study.trials;
  }

  get best(): Trial | undefined {
    return this.#study.best;
  }

  /** See `Study.bestTrials`. */
  get bestTrials(): readonly Trial[] {
    return this.#study.bestTrials;
  }

  /** Always false: there is always another trial. */
  get exhausted(): boolean {
    return this.#study.exhausted;
  }

  #propose(proposal: Proposal, name: string, parameter: Parameter): ParameterValue {
    const proposed = this.#sampler.propose(this.#suggested.ask(proposal, name, parameter));
    if (proposed !== undefined) return proposed[name];
    throw new ModelwrightError('PARAM_INVALID', {
      name: 'sampler',
      law: 'one that does not run out',
      value: 'one that did',
    });
  }

  /** A proposal holds all trials before it: too much to keep for each that ended. */
  #close({ number }: Pick<Trial, 'number'>): void {
    const open = this.#open.get(number);
    if (open) open.proposal = undefined;
  }
}
