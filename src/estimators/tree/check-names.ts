/** Params that name columns. */
import { ModelwrightError } from '../../core/errors.ts';

/** @throws PARAM_INVALID for a name that the training table does not have. */
export function checkNames(param: string, used: readonly string[], names: readonly string[]): void {
  const unknown = used.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new ModelwrightError('PARAM_INVALID', { name: param, law: 'names of columns', value: `"${unknown}"` });
}
