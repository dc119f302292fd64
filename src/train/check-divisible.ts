/** Can the rows be divided to learn from, to choose by and to judge on? Said before any work is done. */
import { ModelwrightError } from '../core/errors.ts';
import { classCounts } from '../data/class-counts.ts';
import type { Target } from '../table/task.ts';
import type { TrainRequest } from './request.ts';

/** One part to learn from, one to choose by, one to judge on. */
const parts = 3;
const outerFolds = 5;

interface Divided {
  readonly target: Target;
  readonly groups?: Int32Array;
  readonly times?: Float64Array;
}

/**
 * @throws VALUE_INVALID with fewer than three different times where rows are parted by time; else with fewer than three groups,
 *   or where every class has so few rows that nothing is left to choose by once some are judged.
 */
export function checkDivisible(
  { target, groups, times }: Divided,
  request: Pick<TrainRequest, 'timeColumn' | 'groupColumn'>,
): void {
  if (times) {
    requireParts(new Set(times).size, 'time', request.timeColumn);
    return;
  }
  if (groups) requireParts(new Set(groups).size, 'group', request.groupColumn);
  const counts = classCounts(target).sort((a, b) => b - a);
  if (counts.length < 2) return;
  const [largest, second] = counts;
  const left = largest - Math.ceil(largest / Math.min(outerFolds, second > 1 ? second : largest));
  if (left >= 2) return;
  throw new ModelwrightError('VALUE_INVALID', {
    what: `target "${target.name}"`,
    law: 'at least one class with 4 rows (to learn from, to choose by and to judge on)',
    value: `${counts.length} classes, the largest of ${largest}; merge classes, add rows, or exclude what is no class`,
  });
}

function requireParts(found: number, what: 'time' | 'group', column: string | undefined): void {
  if (found >= parts) return;
  throw new ModelwrightError('VALUE_INVALID', {
    what: `${what} column "${column}"`,
    law: `at least ${parts} different ${what}s (to learn from, to choose by and to judge on)`,
    value: found,
  });
}
