/** One trial of a study: its parameters, what was reported on the way, and how it ended. */
import type { Direction } from '../../math/direction.ts';
import type { ParameterValues } from './space.ts';

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
  /** The objective; present for complete trials alone. */
  readonly value?: number;
  /** In order of step, each step once. */
  readonly reports: readonly Report[];
}

/** -1 when `a` is better than `b`, 1 when worse, 0 when equal; NaN is worse than every number. */
export function compareValues(a: number, b: number, direction: Direction): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  const sign = direction === 'minimize' ? 1 : -1;
  return sign * (Number(a > b) - Number(a < b));
}
