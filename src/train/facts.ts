/** What a search may look at to leave out what cannot do well. */
import { mean, variance } from '../math/reduce.ts';
import type { Task } from '../table/task.ts';
import type { FeatureRole } from './features.ts';
import type { TrainingData } from './fold-task.ts';

/** About the rows that candidates learn from. */
export interface Facts {
  readonly task: Task;
  /** 0 for regression. */
  readonly nClasses: number;
  readonly roles: readonly FeatureRole[];
  readonly rows: number;
  /** Share of the rarest class; absent: none is rare. */
  readonly rarest?: number;
  /** Whether the target is an amount, such as a price or a count: never negative, and spread widely for its mean. Absent: it is not. */
  readonly isAmount?: boolean;
}

/** Facts about some rows. */
export function factsOf(
  { y, task, nClasses }: Pick<TrainingData, 'y' | 'task' | 'nClasses'>,
  roles: readonly FeatureRole[],
  rows: Int32Array,
): Facts {
  const rarest = rarestShare(y, rows, nClasses);
  return { task, nClasses, roles, rows: rows.length, rarest, isAmount: task === 'regression' && isAmount(y, rows) };
}

/** Standard deviation, as a share of the mean, from which a target without negative values is an amount. */
const wideSpread = 0.5;

/** Whether values are never negative, and spread so widely for their mean that they rather multiply than add. */
function isAmount(y: Float64Array, rows: Int32Array): boolean {
  const values = Float64Array.from(rows, (row) => y[row]);
  if (values.length < 2 || values.some((value) => value < 0)) return false;
  return mean(values) > 0 && Math.sqrt(variance(values)) >= wideSpread * mean(values);
}

/** The share of the rarest class among some rows, of those that occur; 1 for regression. */
export function rarestShare(y: Float64Array, rows: Int32Array, nClasses: number): number {
  if (nClasses === 0 || rows.length === 0) return 1;
  const counts = new Int32Array(nClasses);
  for (const row of rows) counts[y[row]]++;
  return Math.min(...counts.filter((count) => count > 0)) / rows.length;
}
