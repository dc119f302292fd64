/** A request's table as predictions: worked through in turns, so that other requests get theirs between. */
import { stopwatch } from '../core/clock.ts';
import type { LoadedModel } from '../estimators/artifact.ts';
import { predictAnywhere } from '../estimators/predict-anywhere.ts';
import type { Table } from '../table/table.ts';
import type { Predictions } from '../table/task.ts';
import { checkFinite, type Regions, regionsOf } from './answers.ts';
import { askedInTime, type CallTerms, stopIfPointless } from './call-terms.ts';
import { nextTurn } from './loop-turns.ts';
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

export interface ExecuteOptions extends Omit<CallTerms, 'priority'> {
  /** In (0, 1): what intervals or sets are to hold; absent: there are none. */
  readonly coverage?: number;
}

/** A turn takes this long at most, as far as the turns before tell. */
const [shortTurnMs, longTurnMs] = [1.5, 4];
const [fewestRows, firstRows, mostRows] = [1, 64, 1024];
/** Rows of a turn by model: what one row takes is known once some were predicted. */
const turnRows = new WeakMap<LoadedModel, number>();

/**
 * Predicts a table that has the model's inputs with one version.
 *
 * @throws VALUE_INVALID; CANCELLED and DEADLINE_EXCEEDED between two turns; INTERVALS_ABSENT and COVERAGE_UNREACHABLE for a coverage.
 */
export async function execute(
  { version, served }: Resolved,
  table: Table,
  { coverage, ...terms }: ExecuteOptions = {},
): Promise<PredictedPart[]> {
  const { model } = served;
  const { target } = model.signature;
  const predict = async (part: Table): Promise<Predictions> => {
    try {
      return await askedInTime(terms, (options) => predictAnywhere(model, part, { coverage, ...options }));
    } catch (error) {
      throw namingModel(error, version.name, version.version);
    }
  };
  const parts: PredictedPart[] = [];
  for (let from = 0; from < table.nRows; ) {
    if (from > 0) await nextTurn();
    stopIfPointless(terms);
    const elapsed = stopwatch();
    // A model in a process of its own takes no turn here: it is asked once.
    const rows = model.predictAsync ? table.nRows : (turnRows.get(model) ?? firstRows);
    const part = sliceOf(table, from, Math.min(from + rows, table.nRows));
    const predictions = await predict(part);
    checkFinite(predictions, from);
    const regions = coverage === undefined ? undefined : regionsOf(predictions, target);
    parts.push({ part, predictions, ...(regions && { regions }) });
    from += part.nRows;
    if (model.predictAsync) continue;
    const ms = elapsed();
    if (ms > longTurnMs) turnRows.set(model, Math.max(fewestRows, part.nRows >> 1));
    else if (ms < shortTurnMs && part.nRows === rows) turnRows.set(model, Math.min(mostRows, rows * 2));
  }
  return parts;
}
