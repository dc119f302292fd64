/** Explanations by a loaded model: the rows that its artifact carries stand in for a background. */
import type { LoadedModel } from '../../estimators/artifact.ts';
import { select, type Table, takeRows } from '../../table/table.ts';
import { isUnlabelled } from '../../table/task.ts';
import { checkedRequest, type ExplainRequest, explain } from './explain.ts';
import { isLinear } from './explain-linear.ts';
import { explainUnlabelled, isReadable } from './explain-unlabelled.ts';
import type { Explanation } from './explanation.ts';
import { isTreeModel } from './tree-model.ts';
import { undecided } from './undecided.ts';

/**
 * As `explain`. Without a background, trees follow their training rows; other models are compared with the golden rows, a random
 * sample of the training rows that every artifact has. Of a model without a target as `explainUnlabelled` has it.
 *
 * @param X rows with the columns of the signature; others are ignored.
 */
export function explainWith(model: LoadedModel, X: Table, request: ExplainRequest = {}): Explanation {
  const { fitted: whole, golden, signature } = model;
  const fitted = undecided(whole);
  const names = signature.inputs.map(({ name }) => name);
  if (isUnlabelled(signature.target.task)) {
    const { method, ...asked } = checkedRequest(request);
    return explainUnlabelled(model, select(X, names), { ...asked, method, ask: method !== 'auto' });
  }
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
  const canBeRead = isUnlabelled(signature.target.task) ? isReadable(fitted) : isTreeModel(fitted) || isLinear(fitted);
  if (canBeRead) return {};
  const few = Int32Array.from({ length: Math.min(fewBackground, golden.rows.nRows) }, (_, row) => row);
  return {
    background: takeRows(golden.rows, few),
    maxCoalitions: Math.max(2, orders * (2 * signature.inputs.length - 2)),
  };
}
