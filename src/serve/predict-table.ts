/** Predictions of a whole table as a table, as the batch command writes them. */
import type { LoadedModel } from '../estimators/artifact.ts';
import { stringColumn } from '../table/build.ts';
import type { Column } from '../table/column.ts';
import { type Table, tableOf } from '../table/table.ts';
import { isUnlabelled, type Predictions, type Signature } from '../table/task.ts';
import { regionsOf } from './answers.ts';

/**
 * Predicts every row. Columns: `prediction` (the class's own text, or a number), then `probability_<class>` for each class.
 *
 * @throws COLUMN_NOT_FOUND when the table lacks a column that the model reads.
 */
export function predictTable(model: Pick<LoadedModel, 'signature' | 'predict'>, table: Table): Table {
  return predictionTable(model.predict(table), model.signature.target);
}

/**
 * Predictions as a table with the columns of `predictTable`; of a model without a target `anomaly_score` and `is_anomaly`, or
 * `cluster` with `cluster_distance` or a `cluster_probability_<cluster>` for each.
 */
export function predictionTable(predictions: Predictions, target: Signature['target']): Table {
  if (isUnlabelled(target.task)) return unlabelledTable(predictions, target);
  const { values, probabilities } = predictions;
  const { classes } = target;
  const prediction: Column =
    classes.length > 0
      ? { kind: 'string', name: 'prediction', codes: Int32Array.from(values), dictionary: classes }
      : { kind: 'number', name: 'prediction', values, integer: false };
  const shares = (probabilities ?? []).map((ofClass, code): Column => {
    return { kind: 'number', name: `probability_${classes[code]}`, values: ofClass, integer: false };
  });
  return tableOf([prediction, ...shares], values.length);
}

function unlabelledTable(
  { values, probabilities, measures = [] }: Predictions,
  { name, task }: Signature['target'],
): Table {
  const said: Column =
    task === 'anomaly'
      ? { kind: 'boolean', name, values: Int8Array.from(values) }
      : { kind: 'number', name, values, integer: true };
  const others = [
    ...measures,
    ...(probabilities ?? []).map((ofCluster, code) => ({ name: `${name}_probability_${code}`, values: ofCluster })),
  ].map((one): Column => ({ kind: 'number', ...one, integer: false }));
  return tableOf(task === 'anomaly' ? [...others, said] : [said, ...others], values.length);
}

/** The columns that intervals and sets add: `interval_low` and `interval_high`, or `set`, a JSON list of class texts. */
export function regionColumns(predictions: Predictions, target: Signature['target']): Column[] {
  const { intervals, sets } = regionsOf(predictions, target);
  if (sets)
    return [
      stringColumn(
        'set',
        Array.from(sets, (texts) => JSON.stringify(texts)),
      ),
    ];
  if (!intervals || !predictions.interval) return [];
  const { low, high } = predictions.interval;
  return [
    { kind: 'number', name: 'interval_low', values: low, integer: false },
    { kind: 'number', name: 'interval_high', values: high, integer: false },
  ];
}
