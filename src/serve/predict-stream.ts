/** Batch scoring of a stream of tables: one part in memory at a time, the event loop free between parts. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { nowMs, stopwatch } from '../core/clock.ts';
import { ModelwrightError } from '../core/errors.ts';
import { idsOf, newIdRange } from '../core/ids.ts';
import type { LoadedModel } from '../estimators/artifact.ts';
import { predictAnywhere } from '../estimators/predict-anywhere.ts';
import type { PredictionLog } from '../store/predictions/prediction-log.ts';
import { slicesOfRows } from '../store/predictions/prediction-rows.ts';
import { bytesOfRows } from '../store/predictions/waiting-records.ts';
import { stringColumn } from '../table/build.ts';
import { type Table, tableOf, withColumns } from '../table/table.ts';
import { checkFinite } from './answers.ts';
import { explainRows, type RowExplanations } from './explain-rows.ts';
import { explanationTable } from './explanation-table.ts';
import { loggedRows } from './log-predictions.ts';
import { compileLoggedColumns, type LoggedColumns } from './logged-columns.ts';
import { predictionTable, regionColumns } from './predict-table.ts';
import { tableSlices } from './table-slices.ts';

/** A batch job. */
export interface PredictStreamRequest {
  readonly model: LoadedModel;
  /** What the model is called in the log; a ModelVersion fits. */
  readonly version: { readonly name: string; readonly version: number };
  /** Rows with the columns that the model reads; others are ignored. */
  readonly batches: AsyncIterable<Table>;
  /**
   * Takes the predictions of some rows, in order: `prediction_id` when logged, `prediction`, `probability_<class>` for each class,
   * the columns of `regionColumns` for a coverage, and those of `explanationTable` when explained.
   * The next rows wait for it.
   */
  write(table: Table, rows: Table): Promise<void> | void;
  /** Adds what each column contributed to each prediction; is told the explanations of each part. */
  readonly explain?: (explanations: RowExplanations, part: Table) => void;
  /** Where each prediction is logged; absent: nowhere. */
  readonly log?: Pick<PredictionLog, 'appendRows' | 'rowsAtOnce' | 'flush'>;
  /** In (0, 1): what intervals or sets are to hold; absent: there are none. */
  readonly coverage?: number;
  /** Called after each part with the number of rows written so far. */
  readonly onRows?: (rows: number) => void;
  readonly signal?: AbortSignal;
}

/** Rows that are predicted in one go: some milliseconds of work, and few enough events that their memory stays young. */
const sliceRows = 1024;
/** Bytes that wait for the log at most; its buffer holds several times as much. */
const pendingBytes = 1024 * 1024;

/**
 * Predicts every row of a stream. Rows are logged before they are written, so that a written id is always known.
 *
 * @throws INTERVALS_ABSENT and COVERAGE_UNREACHABLE for a coverage, CANCELLED, and what the model, the stream or `write` throw.
 */
export async function predictStream(request: PredictStreamRequest): Promise<{ rows: number }> {
  const loggedColumns = compileLoggedColumns(request.model.signature);
  let rows = 0;
  for await (const batch of request.batches) {
    for (const part of tableSlices(batch, sliceRows)) {
      if (request.signal?.aborted) throw new ModelwrightError('CANCELLED', { what: 'predict' });
      await request.write(await withExplanations(request, part, await predictPart(request, loggedColumns, part)), part);
      rows += part.nRows;
      request.onRows?.(rows);
      await nextTurn();
    }
  }
  await request.log?.flush();
  return { rows };
}

async function predictPart(
  { model, version, log, coverage }: PredictStreamRequest,
  loggedColumns: LoggedColumns,
  part: Table,
): Promise<Table> {
  const elapsed = stopwatch();
  const predicted = await predictAnywhere(model, part, { coverage });
  const plain = predictionTable(predicted, model.signature.target);
  const table = coverage === undefined ? plain : withColumns(plain, regionColumns(predicted, model.signature.target));
  if (!log || part.nRows === 0) return table;
  checkFinite(predicted);
  const ids = newIdRange('prediction', part.nRows);
  const common = {
    atMs: nowMs(),
    version: version.version,
    propensity: 1,
    latencyMs: elapsed() / part.nRows,
    source: 'batch',
  } as const;
  const request = { firstId: ids.first, rows: ids.count, ...common };
  const rows = loggedRows(version.name, request, loggedColumns(part), predicted, model.signature.target);
  const most = Math.max(1, Math.floor((part.nRows * pendingBytes) / bytesOfRows(rows)));
  let pending = 0;
  for (const some of slicesOfRows(rows, Math.min(most, log.rowsAtOnce(version.name)))) {
    if (pending >= most) {
      await log.flush();
      pending = 0;
    } else if (pending > 0) {
      await nextTurn();
    }
    log.appendRows(some);
    pending += some.features.nRows;
  }
  await log.flush();
  return tableOf([stringColumn('prediction_id', idsOf(ids)), ...table.columns], part.nRows);
}

/** The predictions, with what each column contributed where that is asked for. */
async function withExplanations(
  { model, explain }: PredictStreamRequest,
  part: Table,
  predictions: Table,
): Promise<Table> {
  if (!explain) return predictions;
  const { values } = await predictAnywhere(model, part);
  const explanations = await explainRows(model, part, values);
  explain(explanations, part);
  return tableOf([...predictions.columns, ...explanationTable(explanations, model.signature).columns], part.nRows);
}
