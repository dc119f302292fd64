/** How a detector does on the rows of a source. */
import type { LoadedModel } from '../../estimators/artifact.ts';
import { evaluate } from '../../evaluate/evaluation.ts';
import { anomalyFigures } from '../../evaluate/unlabelled/anomaly-figures.ts';
import type { Reference } from '../../train/reference.ts';
import type { RecordedFigures } from '../../train/unlabelled/recorded-figures.ts';
import type { UnlabelledDecision } from '../../train/unlabelled/request.ts';
import { heldOutRows, scoredRows } from './held-out-rows.ts';
import { anomalyClass } from './known-classes.ts';
import type { UnlabelledRows } from './unlabelled-rows.ts';

/** What a label says of a detector; the ranking first. */
export const labelMetrics = ['roc_auc', 'pr_auc', 'precision', 'recall', 'f1'];

/** What is flagged beside what was asked for; with known classes, how well the anomalies are found. */
export function judgeAnomalies(
  model: LoadedModel,
  { table, known }: UnlabelledRows,
  job: {
    readonly decision: UnlabelledDecision;
    readonly figures: RecordedFigures;
    readonly reference: Reference;
    readonly positiveClass?: string;
    readonly seed: number;
  },
) {
  const { contamination } = job.decision.request;
  const predictions = model.predict(table);
  const current = scoredRows(predictions);
  const { scores } = current;
  const anomalies = { contamination, ...anomalyFigures(current, heldOutRows(job.reference)) };
  if (!known) return { metrics: {}, anomalies };
  const recorded = job.figures.label?.column === known.column ? job.figures.label.positive : undefined;
  const positive = anomalyClass(known, job.positiveClass, recorded);
  const code = known.classes.indexOf(positive);
  const yTrue = known.codes.map((one) => Number(one === code));
  const pick = (values: Float64Array) => Float64Array.from(known.rows, (row) => values[row]);
  const chances = pick(scores);
  const { metrics } = evaluate({
    target: { task: 'binary', classes: ['usual', 'anomaly'], values: yTrue },
    predictions: { values: pick(predictions.values), probabilities: [chances.map((score) => 1 - score), chances] },
    metrics: labelMetrics,
    seed: job.seed,
  });
  const found = yTrue.reduce((sum, value) => sum + value, 0);
  return {
    metrics,
    anomalies: {
      ...anomalies,
      label: { column: known.column, positive, rows: known.rows.length, anomalies: found },
    },
  };
}
