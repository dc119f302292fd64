/** Predictions of many rows, column by column: how requests hand them to the log, and how its blocks hold them. */
import { idAfter, idsOf } from '../../core/ids.ts';
import { type Column, cell, type NumberColumn, takeFromColumn } from '../../table/column.ts';
import { type Table, takeRows } from '../../table/table.ts';
import { featuresHash } from '../privacy/features-hash.ts';
import type { FeatureValue, PredictionEvent } from './prediction-log.ts';

/** What the rows of one request have in common. */
export interface LoggedRequest {
  /** Id of its first row; those of the others follow it (`idsOf`). */
  readonly firstId: string;
  readonly rows: number;
  /** When it was answered: milliseconds since 1970. */
  readonly atMs: number;
  readonly version: number;
  readonly propensity: number;
  readonly latencyMs: number;
  readonly source: PredictionEvent['source'];
}

/** Rows of requests, one after the other. Nobody writes into the arrays any more. */
export interface PredictionRows {
  readonly model: string;
  readonly requests: readonly LoggedRequest[];
  /** In the order in which events name them. */
  readonly features: Table;
  /** Class texts or numbers. */
  readonly prediction: Column;
  /** A column for each class, by its text; none where the model gives no probabilities. */
  readonly probabilities: readonly NumberColumn[];
}

/** The rows as events, each as if it had been logged by itself. */
export function eventsOf({ model, requests, features, prediction, probabilities }: PredictionRows): PredictionEvent[] {
  const events: PredictionEvent[] = [];
  for (const { firstId, rows, atMs, ...request } of requests) {
    const at = new Date(atMs).toISOString();
    for (const predictionId of idsOf({ first: firstId, count: rows })) {
      const row = events.length;
      const values = record(features.columns, row);
      events.push({
        predictionId,
        at,
        model,
        version: request.version,
        // Most readers do without it, and it takes longer than all the rest.
        get featuresHash() {
          return featuresHash(values);
        },
        features: values,
        prediction: cell(prediction, row) as number | string,
        ...(probabilities.length > 0 && { probabilities: shares(probabilities, row) }),
        propensity: request.propensity,
        latencyMs: request.latencyMs,
        source: request.source,
      });
    }
  }
  return events;
}

/** Some of the rows, in ascending order; their ids stay what they are. */
export function takePredictionRows(rows: PredictionRows, wanted: readonly number[]): PredictionRows {
  return {
    model: rows.model,
    requests: takeRequests(rows.requests, wanted),
    features: takeRows(rows.features, wanted),
    prediction: takeFromColumn(rows.prediction, wanted),
    probabilities: rows.probabilities.map((column) => takeFromColumn(column, wanted) as NumberColumn),
  };
}

/** The rows in slices of at most `size`, in order. */
export function* slicesOfRows(rows: PredictionRows, size: number): Generator<PredictionRows> {
  const { nRows } = rows.features;
  if (nRows <= size) {
    if (nRows > 0) yield rows;
    return;
  }
  for (let from = 0; from < nRows; from += size) {
    const count = Math.min(size, nRows - from);
    yield takePredictionRows(
      rows,
      Array.from({ length: count }, (_, i) => from + i),
    );
  }
}

/** A request that loses rows between others goes on as several. */
function takeRequests(requests: readonly LoggedRequest[], wanted: readonly number[]): LoggedRequest[] {
  const taken: LoggedRequest[] = [];
  let [from, next] = [0, 0];
  for (const request of requests) {
    const until = from + request.rows;
    while (next < wanted.length && wanted[next] < until) {
      const start = next++;
      while (next < wanted.length && wanted[next] < until && wanted[next] === wanted[next - 1] + 1) next++;
      taken.push({ ...request, firstId: idAfter(request.firstId, wanted[start] - from), rows: next - start });
    }
    from = until;
  }
  return taken;
}

/** No prototype, so that a column may have any name. */
function record(columns: readonly Column[], row: number): Record<string, FeatureValue> {
  const values: Record<string, FeatureValue> = Object.create(null);
  for (const column of columns) values[column.name] = cell(column, row);
  return values;
}

function shares(columns: readonly NumberColumn[], row: number): Record<string, number> {
  const values: Record<string, number> = Object.create(null);
  for (const { name, values: ofClass } of columns) values[name] = ofClass[row];
  return values;
}
