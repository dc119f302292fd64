/** What a request was answered with, as rows of the prediction log: columns as they are, and an id for each row. */
import { nowMs } from '../core/clock.ts';
import { type IdRange, idAfter, newIdRange } from '../core/ids.ts';
import { nextTurn } from '../core/loop-turns.ts';
import type { PredictionLog } from '../store/predictions/prediction-log.ts';
import { type LoggedRequest, type PredictionRows, slicesOfRows } from '../store/predictions/prediction-rows.ts';
import type { Table } from '../table/table.ts';
import type { Predictions, Signature } from '../table/task.ts';
import type { PredictedPart } from './execute.ts';
import type { Resolved } from './resolver.ts';

/** Appends the rows, and gives their ids in order; other requests get their turn between parts. */
export async function logPredictions(
  { version, served }: Resolved,
  parts: readonly Pick<PredictedPart, 'part' | 'predictions'>[],
  log: Pick<PredictionLog, 'appendRows' | 'rowsAtOnce'>,
  latencyMs: number,
  propensity = 1,
): Promise<IdRange> {
  const ids = newIdRange(
    'prediction',
    parts.reduce((sum, { part }) => sum + part.nRows, 0),
  );
  const atMs = nowMs();
  let from = 0;
  for (const { part, predictions } of parts) {
    if (part.nRows === 0) continue;
    // Field by field: what is put together by spreading outlives the young generation.
    const request: LoggedRequest = {
      firstId: idAfter(ids.first, from),
      rows: part.nRows,
      atMs,
      version: version.version,
      propensity,
      latencyMs,
      source: 'http',
    };
    const { target } = served.model.signature;
    const rows = loggedRows(version.name, request, served.loggedColumns(part), predictions, target);
    for (const some of slicesOfRows(rows, log.rowsAtOnce(version.name))) {
      if (from > 0) await nextTurn();
      log.appendRows(some);
      from += some.features.nRows;
    }
  }
  return ids;
}

/** The rows of one request, for the log. */
export function loggedRows(
  model: string,
  request: LoggedRequest,
  features: Table,
  { values, probabilities }: Predictions,
  { classes }: Signature['target'],
): PredictionRows {
  const name = 'prediction';
  return {
    model,
    requests: [request],
    features,
    prediction:
      classes.length > 0
        ? { kind: 'string', name, codes: new Int32Array(values), dictionary: classes }
        : { kind: 'number', name, values, integer: false },
    probabilities: probabilities
      ? classes.map((text, code) => ({ kind: 'number', name: text, values: probabilities[code], integer: false }))
      : [],
  };
}
