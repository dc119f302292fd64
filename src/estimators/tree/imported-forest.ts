/** Trees that another library has trained: they predict as they did there, and cannot be fitted here. */
import { z } from 'zod';
import { ModelwrightError } from '../../core/errors.ts';
import { type Predictions, type Task, tasks } from '../../table/task.ts';
import { selectFeatures } from '../check-input.ts';
import { classPredictions } from '../class-predictions.ts';
import type { PredictorDefinition } from '../estimator.ts';
import { type Forest, forestShape, isSoundForest } from './forest.ts';
import { checkImportedColumns, type ImportedColumns, importedTable, type Label, readings } from './imported-columns.ts';
import { type Link, links, logisticOf, numberOf, softmaxOf } from './imported-links.ts';
import { importedScores } from './imported-scores.ts';
import { nearestFinite } from './nearest-finite.ts';

export type ImportedForestState = {
  readonly features: readonly string[];
  /** For each feature the labels of its codes; null for a feature that comes as numbers. */
  readonly labels: readonly (readonly Label[] | null)[];
  readonly task: Task;
  /** The columns that the forest looks at. */
  readonly columns: ImportedColumns;
  /** One score per output: one for regression and two classes, else one per class. */
  readonly baseline: Float64Array;
  /** Tree t belongs to output t modulo nOutputs; its features are places in `columns`. */
  readonly forest: Forest;
  /** Float32 arithmetic, as XGBoost has it. */
  readonly single: boolean;
  /** One number that divides the scores before the link: the rounds of an averaged forest, else 1. */
  readonly divisor: Float64Array;
  readonly link: Link;
  /** One factor of the score in a logistic link. */
  readonly scale: Float64Array;
  /** nFeatures total gains of the splits, as the file has them. */
  readonly gains: Float64Array;
};

const one = z.instanceof(Float64Array).refine((values) => values.length === 1 && values[0] > 0, 'one positive number');

/** Predictions of imported LightGBM and XGBoost models; `exchange` makes its states. */
export const importedForest: PredictorDefinition<Record<string, never>, ImportedForestState> = {
  kind: 'predictor',
  name: 'imported_forest',
  version: 1,
  description: 'Trees imported from LightGBM or XGBoost, which predict as they do there.',
  tasks: [],
  tags: { allowsMissing: true, rawColumns: true },
  params: z.strictObject({}),
  state: z
    .strictObject({
      features: z.array(z.string()),
      labels: z.array(z.array(z.union([z.string(), z.number(), z.boolean()])).nullable()),
      task: z.enum(tasks),
      columns: z.strictObject({
        features: z.instanceof(Int32Array),
        readings: z.instanceof(Uint8Array),
        tops: z.instanceof(Int32Array),
      }),
      baseline: z.instanceof(Float64Array).refine((values) => values.every(Number.isFinite), 'finite numbers'),
      forest: forestShape,
      single: z.boolean(),
      divisor: one,
      link: z.enum(links),
      scale: one,
      gains: z.instanceof(Float64Array),
    })
    .refine(isSoundState, 'trees, columns, link and features fit each other'),

  fit() {
    const problem = 'imported_forest is imported from a file and never trained';
    throw new ModelwrightError('TASK_UNFIT', { task: 'any', target: 'y', problem });
  },

  predict(state, X): Predictions {
    const selected = selectFeatures(X, state.features, importedForest.name);
    checkImportedColumns(state.labels, selected);
    const table = importedTable(state.columns, state.labels, selected);
    return predictionsOf(state, importedScores(state, table), X.nRows);
  },

  importance({ features, gains }) {
    const total = gains.reduce((sum, gain) => sum + gain, 0);
    return features.map((feature, j) => ({ feature, share: total > 0 ? gains[j] / total : 0 }));
  },
};

function isSoundState(state: ImportedForestState): boolean {
  const { features, labels, task, columns, baseline, forest, link, gains } = state;
  const nColumns = columns.features.length;
  const nOutputs = baseline.length;
  return (
    labels.length === features.length &&
    gains.length === features.length &&
    columns.readings.length === nColumns &&
    columns.tops.length === nColumns &&
    columns.features.every((feature) => feature >= 0 && feature < features.length) &&
    columns.readings.every((reading) => reading <= readings.float32Code) &&
    (task === 'multiclass' ? nOutputs > 1 : nOutputs === 1) &&
    (task === 'multiclass') === (link === 'softmax' || link === 'each_logistic') &&
    (task !== 'binary' || link === 'logistic') &&
    forest.roots.length % nOutputs === 0 &&
    isSoundForest(forest, nColumns)
  );
}

function predictionsOf(state: ImportedForestState, scores: Float64Array, nRows: number): Predictions {
  const { task, link, single, baseline } = state;
  const [divisor] = state.divisor;
  const [scale] = state.scale;
  if (divisor !== 1) for (let i = 0; i < scores.length; i++) scores[i] /= divisor;
  if (task === 'regression') {
    return { values: scores.map((score) => nearestFinite(numberOf(link, score, scale, single))) };
  }
  if (task === 'binary') {
    // In place and by a loop: callbacks for each row took a twentieth of what a hundred trees take.
    const negative = new Float64Array(nRows);
    for (let i = 0; i < nRows; i++) {
      scores[i] = logisticOf(scores[i], scale, single);
      negative[i] = 1 - scores[i];
    }
    return classPredictions([negative, scores]);
  }
  if (link === 'softmax') softmaxOf(scores, nRows, baseline.length, single);
  const ofClass = (k: number) => scores.slice(k * nRows, (k + 1) * nRows);
  return classPredictions(
    Array.from(baseline, (_, k) =>
      link === 'softmax' ? ofClass(k) : ofClass(k).map((score) => logisticOf(score, scale, single)),
    ),
  );
}
