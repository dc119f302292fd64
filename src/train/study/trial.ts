/** One trial of a study: its parameters, what was reported on the way, and how it ended. */
import type { Direction } from '../../math/direction.ts';
import type { ParameterValues } from './space.ts';

/** What a study looks for. */
export interface Goal {
  /** One for each objective. */
  readonly directions: readonly Direction[];
  /** How many constraint values a trial tells; it is feasible when all are <= 0. */
  readonly constraints: number;
}

/** A value that a trial reported before its end. */
export interface Report {
  /** Whole number >= 0, such as an iteration, epoch or fold. */
  readonly step: number;
  readonly value: number;
}

/** A trial as samplers and pruners see it. */
export interface Trial {
  /** Position in the sequence of trials, from 0. */
  readonly number: number;
  readonly params: ParameterValues;
  readonly state: 'running' | 'complete' | 'pruned' | 'failed';
  /** The objective; present for complete trials of a study with one objective. */
  readonly value?: number;
  /** The objectives; present for complete trials of a study with several. */
  readonly values?: readonly number[];
  /** Present when they were told. */
  readonly constraints?: readonly number[];
  /** In order of step, each step once. */
  readonly reports: readonly Report[];
}

/** The objectives of a complete trial, whether one or several, all turned so that smaller is better; else undefined. */
export function costsOf(
  { value, values }: Pick<Trial, 'value' | 'values'>,
  { directions }: Pick<Goal, 'directions'>,
): number[] | undefined {
  const objectives = values ?? (value === undefined ? undefined : [value]);
  return objectives?.map((objective, i) => (directions[i] === 'maximize' ? -objective : objective));
}

/**
 * By how much a trial breaks its constraints in total: 0 when it is feasible, Infinity when it told none in a study that
 * has some.
 */
export function violationOf({ constraints }: Trial, goal: Pick<Goal, 'constraints'>): number {
  if (constraints === undefined) return goal.constraints === 0 ? 0 : Number.POSITIVE_INFINITY;
  return constraints.reduce((total, constraint) => total + Math.max(0, constraint), 0);
}

/** -1 when `a` is better than `b`, 1 when worse, 0 when equal; NaN is worse than every number. */
export function compareValues(a: number, b: number, direction: Direction): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  const sign = direction === 'minimize' ? 1 : -1;
  return sign * (Number(a > b) - Number(a < b));
}
