/** Drift of what a model answers: the first sign of trouble when no outcome is known yet. */
import { numberColumn } from '../table/build.ts';
import type { Column } from '../table/column.ts';
import { type Table, tableOf } from '../table/table.ts';
import type { Predictions, Signature } from '../table/task.ts';

/**
 * Predictions as a table that `driftReport` can compare: `prediction` (the number, or the class's text) and, for two classes,
 * `probability` of the positive one. Of a model without a target also what it says besides, such as `anomaly_score`.
 */
export function predictionTable(
  { values, probabilities, measures = [] }: Predictions,
  { classes }: Signature['target'],
): Table {
  if (classes.length === 0) return tableOf([numberColumn('prediction', values)]);
  const answer: Column = { kind: 'string', name: 'prediction', codes: Int32Array.from(values), dictionary: classes };
  const chance = classes.length === 2 && probabilities ? [numberColumn('probability', probabilities[1])] : [];
  return tableOf([answer, ...chance, ...measures.map((one) => numberColumn(one.name, one.values))]);
}
