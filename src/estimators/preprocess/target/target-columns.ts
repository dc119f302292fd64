/** The target as columns of numbers that can be averaged. */
import type { FitInput } from '../../estimator.ts';

/** Regression: the values; two classes: 1 for the second; more: per class 1 for its rows. */
export function targetColumns({ y, nClasses }: Pick<FitInput, 'y' | 'nClasses'>): Float64Array[] {
  if (nClasses <= 2) return [y!];
  return Array.from({ length: nClasses }, (_, code) => y!.map((value) => Number(value === code)));
}
