/** A request's table as predictions: worked through in turns, so that other requests get theirs between. */
import { monotonicMs } from '../core/clock.ts';
import { nextTurn } from '../core/loop-turns.ts';
import type { LoadedModel } from '../estimators/artifact.ts';
import type { Table } from '../table/table.ts';
import type { Predictions } from '../table/task.ts';
import { checkFinite, type Regions, regionsOf } from './answers.ts';
import { askedInTime, type CallTerms, stopIfPointless } from './call-terms.ts';
import { namingModel } from './model-cache.ts';
import type { Resolved } from './resolver.ts';
import { sliceOf } from './table-slices.ts';

/** Some rows of a request, in order. */
export interface PredictedPart {
  readonly part: Table;
  /** All of them finite. */
  readonly predictions: Predictions;
  /** Present when a coverage was asked for. */
  readonly regions?: Regions;
}

export interface ExecuteOptions extends CallTerms {
  /** In (0, 1): what intervals or sets are to hold; absent: there are none. */
  readonly coverage?: number;
}

/** A turn takes this long at most, as far as the turns before tell. */
const [shortTurnMs, longTurnMs] = [1.5, 4];
const [fewestRows, firstRows, mostRows] = [1, 64, 1024];
/** Rows of a turn by model: what one row takes is known once some were predicted. */
const turnRows = new WeakMap<LoadedModel, number>();

/**
 * Predicts a table that has the model's inputs with one version: at once where one turn is enough, as it is for nearly every request.
 *
 * @throws VALUE_INVALID; CANCELLED and DEADLINE_EXCEEDED between two turns; INTERVALS_ABSENT and COVERAGE_UNREACHABLE for a coverage.
 */
export function execute(
  by: Resolved,
  table: Table,
  options: ExecuteOptions = {},
): readonly PredictedPart[] | Promise<readonly PredictedPart[]> {
  const { model } = by.served;
  if (table.nRows === 0) return [];
  // A model in a process of its own takes no turn here: it is asked once.
  if (model.predictAsync) return askProcess(by, table, options);
  if (table.nRows <= rowsOfTurn(model)) return [predictTurn(by, table, 0, table.nRows, options)];
  return inTurns(by, table, options);
}

async function inTurns(by: Resolved, table: Table, options: ExecuteOptions): Promise<PredictedPart[]> {
  const parts: PredictedPart[] = [];
  for (let from = 0; from < table.nRows; from += parts.at(-1)!.part.nRows) {
    if (from > 0) await nextTurn();
    parts.push(predictTurn(by, table, from, Math.min(from + rowsOfTurn(by.served.model), table.nRows), options));
  }
  return parts;
}

function predictTurn(
  { version, served: { model } }: Resolved,
  table: Table,
  from: number,
  to: number,
  options: ExecuteOptions,
): PredictedPart {
  stopIfPointless(options);
  const startedMs = monotonicMs();
  const part = sliceOf(table, from, to);
  let predictions: Predictions;
  try {
    predictions = model.predict(part, options.coverage);
  } catch (error) {
    throw namingModel(error, version.name, version.version);
  }
  const predicted = asPart(model, part, predictions, options, from);
  noteTurn(model, part.nRows, monotonicMs() - startedMs);
  return predicted;
}

async function askProcess(
  { version, served: { model } }: Resolved,
  table: Table,
  { coverage, ...terms }: ExecuteOptions,
): Promise<PredictedPart[]> {
  stopIfPointless(terms);
  let predictions: Predictions;
  try {
    predictions = await askedInTime(terms, (options) => model.predictAsync!(table, { coverage, ...options }));
  } catch (error) {
    throw namingModel(error, version.name, version.version);
  }
  return [asPart(model, table, predictions, { coverage }, 0)];
}

function asPart(
  { signature: { target } }: LoadedModel,
  part: Table,
  predictions: Predictions,
  { coverage }: Pick<ExecuteOptions, 'coverage'>,
  from: number,
): PredictedPart {
  checkFinite(predictions, from);
  if (coverage === undefined) return { part, predictions };
  return { part, predictions, regions: regionsOf(predictions, target) };
}

function rowsOfTurn(model: LoadedModel): number {
  return turnRows.get(model) ?? firstRows;
}

/** Turns become shorter where they take too long, and longer where they were full and quickly over. */
function noteTurn(model: LoadedModel, rows: number, ms: number): void {
  if (ms > longTurnMs) turnRows.set(model, Math.max(fewestRows, rows >> 1));
  else if (ms < shortTurnMs && rows === rowsOfTurn(model)) turnRows.set(model, Math.min(mostRows, rows * 2));
}
