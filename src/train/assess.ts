/** Everything that is said about a model's quality: its figures beside the baseline's, what it relies on, where it is weakest. */

import type { LoadedModel } from '../estimators/artifact.ts';
import { type Comparison, compareModels } from '../evaluate/compare.ts';
import { curvesOf } from '../evaluate/curves.ts';
import { evaluate } from '../evaluate/evaluation.ts';
import { relianceOf } from '../evaluate/explain/reliance.ts';
import { permutationImportance } from '../evaluate/importance.ts';
import type { IntervalMethod } from '../evaluate/interval-method.ts';
import type { ReportData } from '../evaluate/report-data.ts';
import { worstSlices } from '../evaluate/slices.ts';
import type { Metric } from '../metrics/metric.ts';
import { select, takeRows } from '../table/table.ts';
import { baselineSpec } from './baseline.ts';
import type { Judged } from './judge.ts';
import type { Prepared } from './prepare.ts';

/** A figure with its interval at 95 %; null where it is not defined. */
export interface Estimate {
  readonly value: number | null;
  readonly ci: [number, number] | null;
  /** How the interval was made; absent without one. */
  readonly method?: IntervalMethod;
}

export interface Assessment
  extends Pick<ReportData, 'importance' | 'reliance' | 'slices' | 'confusion' | 'curves' | 'prevalence' | 'residuals'> {
  readonly baseline: Estimate & { readonly name: string; readonly metrics: Readonly<Record<string, Estimate>> };
  /** The run's metric. */
  readonly holdout: Estimate;
  readonly metrics: Readonly<Record<string, Estimate>>;
  /** Model over baseline in the run's metric; positive is better whatever its direction. */
  readonly lift: Estimate & Pick<Comparison, 'pValue' | 'verdict'>;
}

/** For the pages of a run: a fraction of the work of permutation importance. */
const relianceSize = { rows: 200, questions: 20_000 };

const undefinedEstimate: Estimate = { value: null, ci: null };

/** Predictions of single fitted models that importance may take; a column is shuffled a few times over all rows. */
const importanceQuestions = 150_000;

/** Rows for importance: fewer where many columns and models make each cost more. */
function importanceRows(columns: number, models: number): number {
  return Math.max(100, Math.min(2000, Math.floor(importanceQuestions / Math.max(1, columns * models))));
}

/** Judges the model's and the baseline's predictions on the same rows. */
export function assess(job: {
  readonly prepared: Prepared;
  readonly judged: Judged;
  readonly metric: Metric;
  readonly model: LoadedModel;
  /** Fitted models in it, which make it slower to ask. */
  readonly models: number;
  readonly seed: number;
}): Assessment {
  const { prepared, judged, metric, model, models, seed } = job;
  const { task, classes } = prepared.target;
  const target = { task, classes, values: judged.yTrue };
  const groups = prepared.groups && judged.rows.map((row) => prepared.groups![row]);
  const scored = evaluate({ target, predictions: judged.model, seed, groups });
  const simple = evaluate({ target, predictions: judged.baseline, seed, groups });
  const X = takeRows(
    select(
      prepared.table,
      prepared.features.map(({ name }) => name),
    ),
    judged.rows,
  );
  const [predictions] = judged.model;
  return {
    baseline: {
      name: baselineSpec(task).name,
      ...(simple.metrics[metric.name] ?? undefinedEstimate),
      metrics: simple.metrics,
    },
    holdout: scored.metrics[metric.name] ?? undefinedEstimate,
    metrics: scored.metrics,
    lift: withoutNaN(
      compareModels({
        metric,
        yTrue: judged.yTrue,
        nClasses: classes.length,
        candidate: judged.model,
        baseline: judged.baseline,
        seed,
        groups,
      }),
    ),
    importance: permutationImportance({
      predict: (rows) => model.predict(rows),
      X,
      target,
      metric,
      seed,
      maxRows: importanceRows(X.columns.length, models),
    }),
    reliance: relianceOf(model, X, seed, { ...relianceSize, questions: Math.ceil(relianceSize.questions / models) }),
    slices: worstSlices({ X, target, predictions, metric, seed }),
    ...curvesOf({ ...target, yTrue: judged.yTrue, predictions, seed }),
  };
}

/** The same comparison with null where the metric is not defined on the judged rows. */
export function withoutNaN({ value, ci, pValue, verdict }: Comparison): Assessment['lift'] {
  if (Number.isNaN(value)) return { value: null, ci: null, pValue, verdict };
  return { value, ci: Number.isNaN(ci[0] + ci[1]) ? null : ci, pValue, verdict };
}
