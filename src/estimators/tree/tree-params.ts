/** The parameters of a fit once its objective is known. */
import type { GbdtParams } from './gbdt-params.ts';
import type { ObjectiveName } from './loss-choice.ts';

export type TreeParams = Omit<GbdtParams, 'lambdaL2'> & { readonly lambdaL2: number };

/**
 * Where a class is nearly certain its second derivatives vanish, and Newton's step from a leaf of such rows has no bound: a
 * little L2 keeps it small. The other losses have no such leaves, and some are in units in which 0.1 would be much.
 */
const lambdaOfClasses = 0.1;

/** Parameters with 'auto' resolved, where it depends on the objective. */
export function treeParams(params: GbdtParams, objective: ObjectiveName): TreeParams {
  const isOfClasses = objective === 'binary' || objective === 'multiclass';
  const lambdaL2 = params.lambdaL2 === 'auto' ? (isOfClasses ? lambdaOfClasses : 0) : params.lambdaL2;
  return { ...params, lambdaL2 };
}
