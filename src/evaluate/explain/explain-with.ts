/** Explanations by a loaded model: the rows that its artifact carries stand in for a background. */
import type { LoadedModel } from '../../estimators/artifact.ts';
import { select, type Table, takeRows } from '../../table/table.ts';
import { type ExplainRequest, explain } from './explain.ts';
import { isLinear } from './explain-linear.ts';
import type { Explanation } from './explanation.ts';
import { isTreeModel } from './tree-model.ts';
import { undecided } from './undecided.ts';

/**
 * As `explain`. Without a background, trees follow their training rows; other models are compared with the golden rows, a random
 * sample of the training rows that every artifact has.
 *
 * @param X rows with the columns of the signature; others are ignored.
 */
export function explainWith(
  { fitted: whole, golden, signature }: LoadedModel,
  X: Table,
  request: ExplainRequest = {},
): Explanation {
  const fitted = undecided(whole);
  const names = signature.inputs.map(({ name }) => name);
  const needsNone = isTreeModel(fitted) && (request.method ?? 'auto') === 'auto';
  const background = request.background ?? (needsNone ? undefined : golden.rows);
  return explain(fitted, select(X, names), { ...request, ...(background && { background }) });
}

/** Rows of the background where many rows are to be explained by asking. */
const fewBackground = 8;

/**
 * A request for many rows: nothing special for trees and linear models, which answer fast; other models are asked about `orders`
 * random orders per row against the first golden rows alone.
 */
export function frugalRequest({ fitted: whole, golden, signature }: LoadedModel, orders: number): ExplainRequest {
  const fitted = undecided(whole);
  if (isTreeModel(fitted) || isLinear(fitted)) return {};
  const few = Int32Array.from({ length: Math.min(fewBackground, golden.rows.nRows) }, (_, row) => row);
  return {
    background: takeRows(golden.rows, few),
    maxCoalitions: Math.max(2, orders * (2 * signature.inputs.length - 2)),
  };
}
