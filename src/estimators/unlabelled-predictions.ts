/** What models without a target answer: the columns that their transformers add, as predictions. */
import { ModelwrightError } from '../core/errors.ts';
import type { NumberColumn } from '../table/column.ts';
import { findColumn, type Table } from '../table/table.ts';
import type { Measure, Predictions, UnlabelledTask } from '../table/task.ts';
import { anomalyColumn, scoreColumn } from './anomaly/outlier-detector.ts';
import { clusterColumn, distanceColumn, probabilityColumn } from './clusters/added-names.ts';
import type { FittedEstimator } from './estimator.ts';
import { transformWith } from './fit.ts';

/** The classes of an anomaly model: code 1 is the anomaly. */
export const anomalyClasses = ['usual', 'anomaly'] as const;

/** Name of the column that a model of the task makes up. */
export const unlabelledTarget: Readonly<Record<UnlabelledTask, string>> = {
  anomaly: anomalyColumn,
  cluster: clusterColumn,
};

/**
 * What a fitted transformer says of rows. Anomalies: the class by `is_anomaly` and the measure `anomaly_score`. Clusters: the class
 * by `cluster`, with the probabilities of a mixture or the measure `cluster_distance`.
 *
 * @throws SHAPE_MISMATCH when it does not add these columns; what the transformer throws.
 */
export function unlabelledPredictions(
  fitted: FittedEstimator,
  X: Table,
  { task, classes }: { readonly task: UnlabelledTask; readonly classes: readonly string[] },
): Predictions {
  const table = transformWith(fitted, X);
  const values = added(table, unlabelledTarget[task], fitted.name);
  if (values.some((code) => !(Number.isInteger(code) && code >= 0 && code < classes.length))) {
    throw new ModelwrightError('SHAPE_MISMATCH', { what: fitted.name, law: 'a class of the model', value: 'another' });
  }
  if (task === 'anomaly') return { values, measures: [measure(table, scoreColumn, fitted.name)] };
  if (!findColumn(table, probabilityColumn(0))) {
    return { values, measures: [measure(table, distanceColumn, fitted.name)] };
  }
  return { values, probabilities: classes.map((_, c) => added(table, probabilityColumn(c), fitted.name)) };
}

function measure(table: Table, name: string, estimator: string): Measure {
  return { name, values: added(table, name, estimator) };
}

function added(table: Table, name: string, estimator: string): Float64Array {
  const column = findColumn(table, name);
  if (column?.kind === 'number') return (column satisfies NumberColumn).values;
  throw new ModelwrightError('SHAPE_MISMATCH', { what: estimator, law: `a column "${name}"`, value: 'none' });
}
