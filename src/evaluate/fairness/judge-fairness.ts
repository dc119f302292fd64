/** Fairness of a model's answers as its settings ask for it. */
import { ModelwrightError } from '../../core/errors.ts';
import { columnOf, type Table } from '../../table/table.ts';
import type { Predictions, Target, Task } from '../../table/task.ts';
import type { FairnessSettings } from './declared-fairness.ts';
import { defaultMetrics, type Fairness, fairness } from './fairness.ts';
import { groupingsOf } from './groups.ts';
import type { Judged } from './outcomes.ts';

/**
 * Compares the groups. With `positive` the answers are "this class or not", of however many classes.
 *
 * @param table the judged rows with the sensitive columns; `source` names it in errors.
 * @param metrics wire names besides those that are always told.
 * @throws COLUMN_NOT_FOUND; PARAM_INVALID for a positive class that the model does not know; what `fairness` throws.
 */
export function judgeFairness(job: {
  readonly settings: FairnessSettings;
  readonly target: Pick<Target, 'task' | 'classes' | 'values'>;
  readonly predictions: Predictions;
  readonly table: Table;
  readonly source: string;
  readonly metrics?: readonly string[];
  readonly seed: number;
}): Fairness {
  const { settings, table, source, seed, metrics = [] } = job;
  const columns = settings.sensitive.map((name) => columnOf(table, name, source));
  const judged = judgedOf(job);
  return fairness({
    ...judged,
    sensitive: { nRows: table.nRows, columns },
    minSupport: settings.minSupport,
    intersect: settings.intersect,
    metrics: [...defaultMetrics[judged.task], ...metrics],
    seed,
  });
}

/** Throws beforehand what `judgeFairness` would throw of columns, groups and classes, so that no work is done for nothing. */
export function checkFairness(
  settings: FairnessSettings,
  {
    target,
    table,
    source,
  }: Pick<Parameters<typeof judgeFairness>[0], 'table' | 'source'> & {
    readonly target: Pick<Target, 'task' | 'classes'>;
  },
): void {
  selectedClass(settings, target);
  const columns = settings.sensitive.map((name) => columnOf(table, name, source));
  groupingsOf({ nRows: table.nRows, columns }, table.nRows, settings.intersect);
}

/** The class whose rates are compared; undefined where there is none. @throws PARAM_INVALID */
export function selectedClass(
  { positive }: Pick<FairnessSettings, 'positive'>,
  { task, classes }: Pick<Target, 'task' | 'classes'>,
): string | undefined {
  if (positive === undefined) return task === 'binary' ? classes[1] : undefined;
  if (classes.includes(positive)) return positive;
  const law = task === 'regression' ? 'no class for regression' : `one of ${classes.slice(0, 20).join(', ')}`;
  throw new ModelwrightError('PARAM_INVALID', { name: 'fairness.positive', law, value: positive });
}

function judgedOf({
  settings,
  target: { task, classes, values },
  predictions,
}: Parameters<typeof judgeFairness>[0]): Judged & { readonly task: Task } {
  const selected = selectedClass(settings, { task, classes });
  const { values: yPred, probabilities } = predictions;
  if (selected === undefined) return { task, yTrue: values, yPred, probabilities };
  const code = classes.indexOf(selected);
  const isSelected = (value: number) => Number(value === code);
  return {
    task: 'binary',
    yTrue: Float64Array.from(values, isSelected),
    yPred: Float64Array.from(yPred, isSelected),
    probabilities: probabilities?.[code],
  };
}
