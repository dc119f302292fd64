/** One request: rows in, predictions out, and an event per row in the log. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { nowIso, stopwatch } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import type { PredictionLog } from '../store/predictions/prediction-log.ts';
import type { Table } from '../table/table.ts';
import { isUnlabelled, type Predictions } from '../table/task.ts';
import { type Answers, answersOf, type MeasuresByName, measuresOf, type Regions, regionsOf } from './answers.ts';
import { explainRows, type RowExplanations } from './explain-rows.ts';
import { namingModel } from './model-cache.ts';
import type { Resolved } from './resolver.ts';
import { tableSlices } from './table-slices.ts';

/** What a request is answered with; one entry per row in each list. */
export interface PredictionAnswer {
  readonly predictions: readonly (string | number)[];
  /** By class text; absent for regression. */
  readonly probabilities?: readonly Readonly<Record<string, number>>[];
  /** What a model without a target says besides: `anomaly_score` and `is_anomaly`, or `cluster_distance`. */
  readonly measures?: MeasuresByName;
  /** Where the truth is with the coverage that was asked for: `[low, high]` (regression), or the classes that are possible. */
  readonly intervals?: Regions['intervals'];
  readonly sets?: Regions['sets'];
  readonly modelVersion: number;
  readonly predictionIds: readonly string[];
  /** What each column added; present when it was asked for. */
  readonly explanations?: RowExplanations;
  readonly warnings?: readonly string[];
}

/** What an answer may hold besides the predictions. */
export interface PredictionExtras {
  /** In (0, 1): what intervals or sets are to hold; absent: there are none. */
  readonly coverage?: number;
  /** Explains the rows, too; see `explainRows`. */
  readonly explainBudgetMs?: number;
}

/** Rows that are predicted and logged before other requests get their turn. */
const turnRows = 250;

/**
 * Predicts rows with one version and logs each prediction. Nothing is logged unless all rows are answered.
 *
 * @throws BODY_INVALID, ROW_INVALID, VALUE_INVALID; INTERVALS_ABSENT and COVERAGE_UNREACHABLE for a coverage.
 */
export async function predictRows(
  { version, served }: Resolved,
  rows: readonly unknown[],
  log: Pick<PredictionLog, 'append'>,
  { coverage, explainBudgetMs }: PredictionExtras = {},
): Promise<PredictionAnswer> {
  const elapsed = stopwatch();
  const { table, warnings } = served.readRows(rows);
  const { model } = served;
  const { target } = model.signature;
  const parts: { readonly part: Table; readonly predictions: Predictions; readonly answers: Answers }[] = [];
  const regions: Regions[] = [];
  const withCoverage = (part: Table, share: number) => {
    try {
      return model.predict(part, share);
    } catch (error) {
      throw namingModel(error, version.name, version.version);
    }
  };
  for (const part of tableSlices(table, turnRows)) {
    if (parts.length > 0) await nextTurn();
    const firstRow = parts.length * turnRows;
    const predictions = coverage === undefined ? model.predict(part) : withCoverage(part, coverage);
    parts.push({ part, predictions, answers: answersOf(predictions, target, firstRow) });
    if (coverage !== undefined) regions.push(regionsOf(predictions, target));
  }
  const latencyMs = elapsed();
  const explanations =
    explainBudgetMs === undefined
      ? undefined
      : await explainRows(
          model,
          table,
          Float64Array.from(parts.flatMap(({ predictions }) => [...predictions.values])),
          explainBudgetMs,
        );
  const at = nowIso();
  const predictionIds: string[] = [];
  for (const [i, { part, answers }] of parts.entries()) {
    if (i > 0) await nextTurn();
    const record = served.readFeatures(part);
    for (let row = 0; row < part.nRows; row++) {
      const { features, featuresHash } = record(row);
      const predictionId = newId('prediction');
      predictionIds.push(predictionId);
      log.append({
        predictionId,
        at,
        model: version.name,
        version: version.version,
        featuresHash,
        features,
        prediction: answers.predictions[row],
        probabilities: answers.probabilities?.[row],
        propensity: 1,
        latencyMs,
        source: 'http',
      });
    }
  }
  const isClasses = target.classes.length > 0;
  const hasProbabilities = isUnlabelled(target.task) ? parts[0]?.answers.probabilities !== undefined : isClasses;
  const measures = measuresOf(
    parts.map(({ predictions }) => predictions),
    target,
  );
  return {
    predictions: parts.flatMap(({ answers }) => answers.predictions),
    ...(hasProbabilities && { probabilities: parts.flatMap(({ answers }) => answers.probabilities ?? []) }),
    ...(measures && { measures }),
    ...(coverage !== undefined && !isClasses && { intervals: regions.flatMap(({ intervals = [] }) => intervals) }),
    ...(coverage !== undefined && isClasses && { sets: regions.flatMap(({ sets = [] }) => sets) }),
    modelVersion: version.version,
    predictionIds,
    ...(explanations && { explanations }),
    ...(warnings.length > 0 && { warnings }),
  };
}
