/** Predictions of any model, wherever it runs. */
import type { Table } from '../table/table.ts';
import type { Predictions } from '../table/task.ts';
import type { AsyncPredictOptions, LoadedModel } from './artifact.ts';

/** A promise for models that run in a process of their own; others answer at once. @throws what the model throws */
export function predictAnywhere(
  model: Pick<LoadedModel, 'predict' | 'predictAsync'>,
  X: Table,
  options: AsyncPredictOptions = {},
): Predictions | Promise<Predictions> {
  return model.predictAsync ? model.predictAsync(X, options) : model.predict(X, options.coverage);
}
