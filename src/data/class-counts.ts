/** Rows of each class of a target. */
import type { Target } from '../table/task.ts';

/** Counts by class code; empty for regression. */
export function classCounts({ classes, values }: Target): Int32Array {
  const counts = new Int32Array(classes.length);
  if (classes.length > 0) for (const code of values) counts[code]++;
  return counts;
}
