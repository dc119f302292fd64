/** Which model answers on routes that name none. */
import { ModelwrightError } from '../../core/errors.ts';
import type { Store } from '../../store/open-store.ts';
import { listVersions } from '../../tracking/registry.ts';
import { invalid } from '../check-body.ts';

/**
 * The reference that routes without a model's name stand for: the chosen one, else the registry's only model. That one is kept once it
 * is found, so that registering a second model takes nothing from who is served.
 *
 * @throws BODY_INVALID when there are several models and none was chosen, MODEL_NOT_FOUND when there is none.
 */
export function oneModel(store: Store, chosen: string | undefined): () => Promise<string> {
  let ref = chosen;
  return async () => {
    ref ??= await onlyModel(store);
    return ref;
  };
}

async function onlyModel(store: Store): Promise<string> {
  const names = [...new Set((await listVersions(store)).map(({ name }) => name))];
  if (names.length === 1) return names[0];
  if (names.length === 0) throw new ModelwrightError('MODEL_NOT_FOUND', { model: '', available: 'none' });
  throw invalid('/invocations', 'several models could answer; start the server with --mlflow-model <name>');
}
