/** How good a Pareto front is, in one number. */
import { checkParam } from '../../core/check-param.ts';
import type { Direction } from '../../math/direction.ts';
import { dominatedVolume } from '../../math/hypervolume.ts';

/**
 * The volume between a front and a reference point, by which fronts of different searches are compared: the larger the
 * better. Exact, by the method of While, Bradstreet and Barone (2012).
 *
 * @param values objectives of each trial, as in `study.bestTrials.map((trial) => trial.values)`; those that are not better
 *   than the reference in every objective count for nothing.
 * @param reference a bad value of each objective.
 * @param directions default: all minimised.
 * @throws PARAM_INVALID when the lengths differ, or for a value that is not finite.
 * @example hypervolume([[1, 3], [2, 1]], [4, 4]); // 3 + 4 = 7
 */
export function hypervolume(
  values: readonly (readonly number[])[],
  reference: readonly number[],
  directions: readonly Direction[] = reference.map(() => 'minimize'),
): number {
  checkParam(reference.length >= 1, 'reference', 'at least 1 objective', 0);
  checkParam(directions.length === reference.length, 'directions', `${reference.length} of them`, directions.length);
  const costs = [reference, ...values].map((point) => {
    checkParam(point.length === reference.length, 'values', `${reference.length} objectives`, point.length);
    return point.map((value, i) => {
      checkParam(Number.isFinite(value), 'values', 'finite numbers', value);
      return directions[i] === 'maximize' ? -value : value;
    });
  });
  return dominatedVolume(costs.slice(1), costs[0]);
}
