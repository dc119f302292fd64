/** A request's table: predicted and logged in turns, so that other requests get theirs between. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { nowIso, stopwatch } from '../core/clock.ts';
import { ModelwrightError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { PredictionLog } from '../store/predictions/prediction-log.ts';
import type { Table } from '../table/table.ts';
import type { Predictions } from '../table/task.ts';
import { type Answers, answersOf, type Regions, regionsOf } from './answers.ts';
import { explainRows, type RowExplanations } from './explain-rows.ts';
import { namingModel } from './model-cache.ts';
import type { Resolved } from './resolver.ts';
import { tableSlices } from './table-slices.ts';

/** What an answer may hold besides the predictions. */
export interface PredictionExtras {
  /** In (0, 1): what intervals or sets are to hold; absent: there are none. */
  readonly coverage?: number;
  /** Explains the rows, too; see `explainRows`. */
  readonly explainBudgetMs?: number;
  /** Ends the work between two turns, before anything is logged: nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
}

/** Some rows of a request, in order. */
export interface PredictedPart {
  readonly part: Table;
  readonly predictions: Predictions;
  readonly answers: Answers;
  /** Present when a coverage was asked for. */
  readonly regions?: Regions;
}

/** What a version said about a table. */
export interface LoggedPredictions {
  readonly parts: readonly PredictedPart[];
  /** One per row. */
  readonly predictionIds: readonly string[];
  readonly explanations?: RowExplanations;
}

/** Rows that are predicted and logged before other requests get their turn. */
const turnRows = 250;

/**
 * Predicts a table that has the model's inputs with one version and logs each prediction. Nothing is logged unless all rows are answered.
 *
 * @param elapsed Milliseconds since the request began, for the log.
 * @throws VALUE_INVALID; CANCELLED when the signal is aborted; INTERVALS_ABSENT and COVERAGE_UNREACHABLE for a coverage.
 */
export async function predictLogged(
  { version, served }: Resolved,
  table: Table,
  log: Pick<PredictionLog, 'append'>,
  { coverage, explainBudgetMs, signal }: PredictionExtras = {},
  elapsed = stopwatch(),
): Promise<LoggedPredictions> {
  const { model } = served;
  const { target } = model.signature;
  const predict = (part: Table): Predictions => {
    if (coverage === undefined) return model.predict(part);
    try {
      return model.predict(part, coverage);
    } catch (error) {
      throw namingModel(error, version.name, version.version);
    }
  };
  const parts: PredictedPart[] = [];
  for (const part of tableSlices(table, turnRows)) {
    if (parts.length > 0) await nextTurn();
    stopIfAborted(signal);
    const predictions = predict(part);
    const answers = answersOf(predictions, target, parts.length * turnRows);
    parts.push({
      part,
      predictions,
      answers,
      ...(coverage !== undefined && { regions: regionsOf(predictions, target) }),
    });
  }
  const latencyMs = elapsed();
  const values = () => Float64Array.from(parts.flatMap(({ predictions }) => [...predictions.values]));
  const explanations =
    explainBudgetMs === undefined ? undefined : await explainRows(model, table, values(), explainBudgetMs);
  stopIfAborted(signal);
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
  return { parts, predictionIds, explanations };
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new ModelwrightError('CANCELLED', { what: 'the request' });
}
