/** Explanations by a loaded model: the rows that its artifact carries stand in for a background. */
import type { LoadedModel } from '../../estimators/artifact.ts';
import { select, type Table } from '../../table/table.ts';
import { type ExplainRequest, explain } from './explain.ts';
import type { Explanation } from './explanation.ts';
import { isTreeModel } from './tree-model.ts';

/**
 * As `explain`. Without a background, trees follow their training rows; other models are compared with the golden rows, a random
 * sample of the training rows that every artifact has.
 *
 * @param X rows with the columns of the signature; others are ignored.
 */
export function explainWith(
  { fitted, golden, signature }: LoadedModel,
  X: Table,
  request: ExplainRequest = {},
): Explanation {
  const names = signature.inputs.map(({ name }) => name);
  const needsNone = isTreeModel(fitted) && (request.method ?? 'auto') === 'auto';
  const background = request.background ?? (needsNone ? undefined : golden.rows);
  return explain(fitted, select(X, names), { ...request, ...(background && { background }) });
}
