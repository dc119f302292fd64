/** A reference for monitoring from rows that a model is known to fit, where no training left one: for imported models. */
import type { OnProgress } from '../core/progress.ts';
import { evaluate } from '../evaluate/evaluation.ts';
import { defaultMetric } from '../metrics/index.ts';
import { tableOfEvents } from '../monitor/current-table.ts';
import { labelledSignature } from '../table/task.ts';
import type { Reference } from '../train/reference.ts';
import { sameKinds } from '../train/same-kinds.ts';
import { answeredRows } from './answered-rows.ts';
import type { OpenedModel } from './opened-model.ts';

/** The scores are those of the rows whose outcome the source tells; without any, performance has nothing to be judged against. */
export async function referenceOfSource(
  opened: OpenedModel,
  source: string,
  options: { readonly onProgress: OnProgress; readonly signal?: AbortSignal; readonly seed: number },
): Promise<Reference> {
  const { signature } = opened.model;
  const { task, classes } = labelledSignature(signature, 'be monitored').target;
  const { table, predictions, outcomes } = await answeredRows(opened, source, options);
  const scores = outcomes
    ? evaluate({
        target: { task, classes, values: outcomes.yTrue },
        predictions: outcomes.predictions,
        seed: options.seed,
      }).metrics
    : {};
  // Logged rows come in the kinds of the signature, and so must what they are compared with.
  const like = tableOfEvents([], signature);
  return { table: sameKinds(table, like, `source "${source}"`), predictions, metric: defaultMetric(task).name, scores };
}
