/** The candidates that every search begins with: strong settings of different kinds of models, the quick ones first. */
import type { EstimatorSpec } from '../estimators/estimator.ts';
import type { Facts } from './facts.ts';
import type { Family } from './families.ts';
import type { Settings } from './starting-settings.ts';

/** A pipeline to try. */
export interface Candidate {
  /** Absent for what stands in where nothing else could be fitted. */
  readonly family?: Family;
  /** Wire name of the predictor. */
  readonly name: string;
  /** The predictor's parameters that differ from its defaults. */
  readonly params: Settings;
  /** The whole pipeline. */
  readonly spec: EstimatorSpec;
  /** Takes next to nothing: begun first where time is short, so that there is a model early. */
  readonly isQuick?: boolean;
}

/** The first settings of each family that is not slow, then the second ones with the first of the slow, and so on: each of these a batch. */
export function portfolioOf(chosen: readonly Family[], facts: Facts): Candidate[][] {
  const batches: Candidate[][] = [];
  for (const family of chosen) {
    for (const [i, params] of family.settings(facts).entries()) {
      const batch = i + (family.later?.(facts) ?? 0);
      while (batches.length <= batch) batches.push([]);
      batches[batch].push(candidateOf(family, facts, params));
    }
  }
  return batches.filter((batch) => batch.length > 0);
}

/** A family with some parameters as a pipeline. */
export function candidateOf(family: Family, { task, roles }: Facts, params: Candidate['params']): Candidate {
  const name = family.predictor(task);
  const spec = { name: 'pipeline', params: { steps: [...family.recipe(roles), { name, params }] } };
  return { family, name, params, spec, ...(family.isQuick?.(task) && { isQuick: true }) };
}
