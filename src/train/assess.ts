/** Everything that is said about a model's quality: its figures beside the baseline's, what it relies on, where it is weakest. */

import type { LoadedModel } from '../estimators/artifact.ts';
import { type Comparison, compareModels } from '../evaluate/compare.ts';
import { curvesOf } from '../evaluate/curves.ts';
import { type Evaluation, evaluate } from '../evaluate/evaluation.ts';
import { relianceOf } from '../evaluate/explain/reliance.ts';
import type { FairnessSettings } from '../evaluate/fairness/declared-fairness.ts';
import { fairnessReport } from '../evaluate/fairness/fairness-report.ts';
import { judgeFairness, selectedClass } from '../evaluate/fairness/judge-fairness.ts';
import { permutationImportance } from '../evaluate/importance.ts';
import type { IntervalMethod } from '../evaluate/interval-method.ts';
import type { ReportData } from '../evaluate/report-data.ts';
import { slicedRows, worstSlices } from '../evaluate/slices.ts';
import type { Metric } from '../metrics/metric.ts';
import { select, takeRows } from '../table/table.ts';
import type { Predictions } from '../table/task.ts';
import { assessMitigation, type MitigationFacts } from './assess-mitigation.ts';
import { baselineSpec } from './baseline.ts';
import type { Judged } from './judge.ts';
import { inputsOf, type Prepared } from './prepare.ts';
import { shuffledColumns, shuffledRows } from './shuffled-columns.ts';

/** A figure with its interval at 95 %; null where it is not defined. */
export interface Estimate {
  readonly value: number | null;
  readonly ci: [number, number] | null;
  /** How the interval was made; absent without one. */
  readonly method?: IntervalMethod;
}

export interface Assessment
  extends Pick<
    ReportData,
    | 'fairness'
    | 'mitigation'
    | 'importance'
    | 'reliance'
    | 'slices'
    | 'confusion'
    | 'curves'
    | 'prevalence'
    | 'residuals'
  > {
  readonly baseline: Estimate & { readonly name: string; readonly metrics: Readonly<Record<string, Estimate>> };
  /** The run's metric. */
  readonly holdout: Estimate;
  readonly metrics: Readonly<Record<string, Estimate>>;
  /** Rows that parts of it were made with, where more were judged. */
  readonly asked: {
    readonly importanceRows?: number;
    readonly sliceRows?: number;
    /** True where there was no time to explain rows. */
    readonly unexplained?: boolean;
  };
  /** Model over baseline in the run's metric; positive is better whatever its direction. */
  readonly lift: Estimate & Pick<Comparison, 'pValue' | 'verdict'>;
}

/** Most rows that the pages explain. */
const relianceRows = 200;

const undefinedEstimate: Estimate = { value: null, ci: null };

/** How much may be asked about a model besides its figures: predictions of rows for what it relies on, rows for where it is weak. */
export interface Questions {
  readonly importance: number;
  readonly reliance: number;
  /** Time for the latter, where the clock has a say. */
  readonly relianceMs?: number;
  /** Most rows among which slices are looked for; absent: all. */
  readonly sliceRows?: number;
}

/** Most rows whose predictions are made again for each shuffle. */
const importanceRows = 2000;
/** Shuffles of a column. */
const shuffles = 3;

/** Judges the model's and the baseline's predictions on the same rows. */
export function assess(job: {
  readonly prepared: Prepared;
  readonly judged: Judged;
  readonly metric: Metric;
  readonly model: LoadedModel;
  /** What mistakes cost, where that was said. */
  readonly costs?: Metric;
  /** The baseline's figures, where they are known. */
  readonly baseline?: Evaluation;
  readonly questions: Questions;
  readonly fairness?: FairnessSettings;
  readonly mitigation?: MitigationFacts;
  readonly seed: number;
}): Assessment {
  const { prepared, judged, metric, model, questions, fairness, seed } = job;
  const { task, classes } = prepared.target;
  const target = { task, classes, values: judged.yTrue };
  const groups = prepared.groups && judged.rows.map((row) => prepared.groups![row]);
  const extra = job.costs && [job.costs];
  const scored = evaluate({ target, predictions: judged.model, seed, groups, extra });
  const simple = job.baseline ?? evaluate({ target, predictions: judged.baseline, seed, groups, extra });
  const X = takeRows(inputsOf(prepared), judged.rows);
  const [predictions] = judged.model;
  const fairnessOf = fairness && ((said: Predictions) => judgedFairness(fairness, prepared, { ...judged, said }, seed));
  const mitigated =
    fairnessOf && assessMitigation({ prepared, judged, metric, facts: job.mitigation, fairnessOf, groups, seed });
  const reliance = relianceOf(model, X, seed, {
    rows: relianceRows,
    questions: questions.reliance,
    withinMs: questions.relianceMs,
  });
  const asked = { questions: questions.importance, shuffles };
  const columns = shuffledColumns(
    X.columns.map(({ name }) => name),
    asked,
    model,
    reliance,
  );
  const fewerOf = (asked: number, most: number) => (asked < Math.min(most, X.nRows) ? asked : undefined);
  const importanceOn = shuffledRows(columns.length, asked, importanceRows);
  return {
    asked: {
      importanceRows: fewerOf(importanceOn, importanceRows),
      unexplained: questions.relianceMs !== undefined && reliance === undefined,
      sliceRows: fewerOf(slicedRows(X.nRows, questions.sliceRows), X.nRows),
    },
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
    fairness: fairnessOf?.(predictions),
    ...(mitigated && { mitigation: mitigated }),
    importance: permutationImportance({
      predict: (rows) => model.predict(rows),
      X,
      target,
      metric,
      seed,
      repeats: shuffles,
      maxRows: importanceOn,
      columns,
    }),
    reliance,
    slices: worstSlices({ X, target, predictions, metric, seed, maxRows: questions.sliceRows }),
    ...curvesOf({ ...target, yTrue: judged.yTrue, predictions, seed }),
  };
}

/** Of the first repeat, like the slices. */
function judgedFairness(
  settings: FairnessSettings,
  { table, target }: Prepared,
  judged: Pick<Judged, 'rows' | 'yTrue'> & { readonly said: Predictions },
  seed: number,
) {
  const found = judgeFairness({
    settings,
    target: { ...target, values: judged.yTrue },
    predictions: judged.said,
    table: takeRows(select(table, settings.sensitive), judged.rows),
    source: 'the training data',
    seed,
  });
  return fairnessReport(found, settings, selectedClass(settings, target));
}

/** The same comparison with null where the metric is not defined on the judged rows. */
export function withoutNaN({ value, ci, pValue, verdict }: Comparison): Assessment['lift'] {
  if (Number.isNaN(value)) return { value: null, ci: null, pValue, verdict };
  return { value, ci: Number.isNaN(ci[0] + ci[1]) ? null : ci, pValue, verdict };
}
