/** What library users pass as X and y, turned into tables and class codes. */
import { compareCodeUnits } from '../core/canonical-json.ts';
import { ModelwrightError } from '../core/errors.ts';
import { numberColumn } from '../table/build.ts';
import { listed, type Table, tableOf } from '../table/table.ts';
import type { Task } from '../table/task.ts';

/** A table, or nRows x nFeatures numbers (NaN = missing) whose columns are named x0, x1, ... */
export type Rows = Table | readonly (readonly number[])[];

/** nRows target values: numbers, or texts that name classes. */
export type Labels<Label extends number | string = number | string> = ArrayLike<Label>;

/** A target in the user's own terms. */
export interface PlainTarget<Label extends number | string = number | string> {
  readonly task: Task;
  /** The labels by class code; empty for regression. */
  readonly classes: readonly Label[];
  /** nRows numbers or class codes. */
  readonly values: Float64Array;
}

/**
 * The rows as a table.
 *
 * @throws SHAPE_MISMATCH when rows have different lengths.
 */
export function tableFromRows(X: Rows): Table {
  if (!Array.isArray(X)) return X as Table;
  const rows = X as readonly (readonly number[])[];
  const width = rows[0]?.length ?? 0;
  const odd = rows.findIndex((row) => row.length !== width);
  if (odd >= 0) {
    const value = `${rows[odd].length} in row ${odd}`;
    throw new ModelwrightError('SHAPE_MISMATCH', { what: 'X', law: `${width} values in every row`, value });
  }
  const columns = Array.from({ length: width }, (_, j) =>
    numberColumn(
      `x${j}`,
      rows.map((row) => row[j]),
    ),
  );
  return tableOf(columns, rows.length);
}

/**
 * The labels as a target. Texts are classes; numbers are classes when `task` says so or `tasks` allows nothing else.
 * Classes are ordered by code unit (texts) or size (numbers); the second of two is the positive class.
 *
 * @throws TASK_UNFIT when the labels do not fit the task.
 */
export function targetFromLabels<Label extends number | string>(
  y: Labels<Label>,
  tasks: readonly Task[],
  asked?: Task,
): PlainTarget<Label> {
  const labels = Array.from(y);
  const texts = labels.some((label) => typeof label === 'string');
  const numeric = asked === 'regression' || (asked === undefined && !texts && tasks.includes('regression'));
  if (numeric) {
    if (texts) throw new ModelwrightError('TASK_UNFIT', { task: 'regression', target: 'y', problem: 'it holds texts' });
    return { task: 'regression', classes: [], values: Float64Array.from(labels as number[]) };
  }
  const compare = (a: Label, b: Label) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : compareCodeUnits(String(a), String(b));
  const classes = [...new Set(labels)].sort(compare);
  const task = asked ?? (classes.length === 2 ? 'binary' : 'multiclass');
  if ((task === 'binary' && classes.length !== 2) || !tasks.includes(task)) {
    const problem = `it has ${classes.length} classes and the estimator does ${listed(tasks)}`;
    throw new ModelwrightError('TASK_UNFIT', { task, target: 'y', problem });
  }
  const codes = new Map(classes.map((label, code) => [label, code]));
  return { task, classes, values: Float64Array.from(labels, (label) => codes.get(label)!) };
}
