/** A request's table as predictions: worked through in turns, so that other requests get theirs between. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ModelwrightError } from '../core/errors.ts';
import { predictAnywhere } from '../estimators/predict-anywhere.ts';
import type { Table } from '../table/table.ts';
import type { Predictions } from '../table/task.ts';
import { type Answers, answersOf, type Regions, regionsOf } from './answers.ts';
import { namingModel } from './model-cache.ts';
import type { Resolved } from './resolver.ts';
import { tableSlices } from './table-slices.ts';

/** Some rows of a request, in order. */
export interface PredictedPart {
  readonly part: Table;
  readonly predictions: Predictions;
  readonly answers: Answers;
  /** Present when a coverage was asked for. */
  readonly regions?: Regions;
}

export interface ExecuteOptions {
  /** In (0, 1): what intervals or sets are to hold; absent: there are none. */
  readonly coverage?: number;
  /** Ends the work between two turns: nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
}

/** Rows that are predicted before other requests get their turn. */
const turnRows = 250;

/**
 * Predicts a table that has the model's inputs with one version.
 *
 * @throws VALUE_INVALID; CANCELLED when the signal is aborted; INTERVALS_ABSENT and COVERAGE_UNREACHABLE for a coverage.
 */
export async function execute(
  { version, served }: Resolved,
  table: Table,
  { coverage, signal }: ExecuteOptions = {},
): Promise<PredictedPart[]> {
  const { model } = served;
  const { target } = model.signature;
  const predict = async (part: Table): Promise<Predictions> => {
    if (coverage === undefined) return await predictAnywhere(model, part, { signal });
    try {
      return await predictAnywhere(model, part, { coverage, signal });
    } catch (error) {
      throw namingModel(error, version.name, version.version);
    }
  };
  const parts: PredictedPart[] = [];
  for (const part of tableSlices(table, turnRows)) {
    if (parts.length > 0) await nextTurn();
    stopIfAborted(signal);
    const predictions = await predict(part);
    const answers = answersOf(predictions, target, parts.length * turnRows);
    const regions = coverage === undefined ? undefined : regionsOf(predictions, target);
    parts.push({ part, predictions, answers, ...(regions && { regions }) });
  }
  return parts;
}

/** @throws CANCELLED when nobody waits for the answer any more. */
export function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new ModelwrightError('CANCELLED', { what: 'the request' });
}
