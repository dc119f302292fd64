/** What `optimize` needs of a study: by ask and tell, with abilities that not every study has. */
import type { Json } from '../../core/canonical-json.ts';
import type { Direction } from '../../math/direction.ts';
import type { Parameter, ParameterValue } from './space.ts';
import type { Trial } from './trial.ts';

type Numbered = Pick<Trial, 'number'>;

/** Studies of `createStudy`, `createDefineByRunStudy` and `openStudy` are such. */
export interface Optimizable {
  /** Seed of the random numbers that objectives draw; 0 unless given. */
  readonly seed?: number;
  /** One for each objective; absent: one. */
  readonly directions?: readonly Direction[];
  /** How many constraint values each trial sets; absent: none. */
  readonly constraints?: number;
  readonly trials: readonly Trial[];
  readonly exhausted: boolean;
  ask(): Trial | undefined;
  report(trial: Numbered, step: number, value: number): void;
  shouldPrune(trial: Numbered): boolean;
  /** Forgets the reports of a running trial, which runs again. */
  restart(trial: Numbered): void;
  /** A promise resolves when the trial is stored. */
  tell(trial: Numbered, objective: number | readonly number[], constraints?: readonly number[]): void | Promise<void>;
  tellPruned(trial: Numbered, constraints?: readonly number[]): void | Promise<void>;
  /** Ends a trial as failed and keeps the reason; without it the trial is told NaN. */
  tellFailed?(trial: Numbered, problem: string): Promise<void>;
  /** Takes back a trial that did not end, to be handed out again; without it the trial is told NaN. */
  release?(trial: Numbered): void;
  /** Proposes a parameter where trials declare their own. */
  suggest?(trial: Numbered, name: string, parameter: Parameter): ParameterValue;
  setAttribute?(trial: Numbered, name: string, value: Json): void;
}
