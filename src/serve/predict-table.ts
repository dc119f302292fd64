/** Predictions of a whole table as a table, as the batch command writes them. */
import type { LoadedModel } from '../estimators/artifact.ts';
import { stringColumn } from '../table/build.ts';
import type { Column } from '../table/column.ts';
import { type Table, tableOf } from '../table/table.ts';
import type { Predictions, Signature } from '../table/task.ts';
import { regionsOf } from './answers.ts';

/**
 * Predicts every row. Columns: `prediction` (the class's own text, or a number), then `probability_<class>` for each class.
 *
 * @throws COLUMN_NOT_FOUND when the table lacks a column that the model reads.
 */
export function predictTable(model: Pick<LoadedModel, 'signature' | 'predict'>, table: Table): Table {
  return predictionTable(model.predict(table), model.signature.target);
}

/** Predictions as a table with the columns of `predictTable`. */
export function predictionTable({ values, probabilities }: Predictions, { classes }: Signature['target']): Table {
  const prediction: Column =
    classes.length > 0
      ? { kind: 'string', name: 'prediction', codes: Int32Array.from(values), dictionary: classes }
      : { kind: 'number', name: 'prediction', values, integer: false };
  const shares = (probabilities ?? []).map((ofClass, code): Column => {
    return { kind: 'number', name: `probability_${classes[code]}`, values: ofClass, integer: false };
  });
  return tableOf([prediction, ...shares], values.length);
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
