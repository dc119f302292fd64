/** What a search may look at to leave out what cannot do well. */
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
}

/** Facts about some rows. */
export function factsOf(
  { y, task, nClasses }: Pick<TrainingData, 'y' | 'task' | 'nClasses'>,
  roles: readonly FeatureRole[],
  rows: Int32Array,
): Facts {
  return { task, nClasses, roles, rows: rows.length, rarest: rarestShare(y, rows, nClasses) };
}

/** The share of the rarest class among some rows, of those that occur; 1 for regression. */
export function rarestShare(y: Float64Array, rows: Int32Array, nClasses: number): number {
  if (nClasses === 0 || rows.length === 0) return 1;
  const counts = new Int32Array(nClasses);
  for (const row of rows) counts[y[row]]++;
  return Math.min(...counts.filter((count) => count > 0)) / rows.length;
}
