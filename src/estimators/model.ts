/** A fitted predictor in its user's terms: labels in, labels out. Immutable. */
import { ModelwrightError } from '../core/errors.ts';
import type { Task } from '../table/task.ts';
import type { FittedEstimator } from './estimator.ts';
import { type ImportanceShare, importanceOf, predictWith } from './fit.ts';
import { type PlainTarget, type Rows, tableFromRows } from './plain-input.ts';

export interface Model<Label extends number | string = number | string> {
  readonly task: Task;
  /** Labels in the order of `predictProba`'s columns; empty for regression. */
  readonly classes: readonly Label[];
  /** The whole model as data. */
  readonly fitted: FittedEstimator;
  /** nRows numbers or labels. */
  predict(X: Rows): Label[];
  /**
   * nRows x nClasses probabilities; each row sums to 1.
   *
   * @throws TASK_UNFIT for a regression.
   */
  predictProba(X: Rows): number[][];
  /** Share of each input column in what was learned, or undefined where it means nothing. */
  importance(): readonly ImportanceShare[] | undefined;
}

/** The model of a fitted predictor and the target it was fitted to. */
export function modelOf<Label extends number | string>(
  fitted: FittedEstimator,
  { task, classes }: PlainTarget<Label>,
): Model<Label> {
  return Object.freeze({
    task,
    classes,
    fitted,
    predict(X: Rows): Label[] {
      const { values } = predictWith(fitted, tableFromRows(X));
      return Array.from(values, (value) => (task === 'regression' ? (value as Label) : classes[value]));
    },
    predictProba(X: Rows): number[][] {
      const { values, probabilities } = predictWith(fitted, tableFromRows(X));
      if (!probabilities) {
        throw new ModelwrightError('TASK_UNFIT', { task, target: 'y', problem: 'probabilities need classes' });
      }
      return Array.from(values, (_, row) => probabilities.map((ofClass) => ofClass[row]));
    },
    importance: () => importanceOf(fitted),
  });
}
