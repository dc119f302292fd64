/** Which variant a unit sees: by hashing alone, without a store, and the same on every server. */
import { checkParam } from '../../core/check-param.ts';
import { log } from '../../math/log.ts';
import { unitPoint } from './unit-point.ts';

/** Most variants of a plan. */
const mostVariants = 100;

export interface Variant {
  readonly name: string;
  /** 0 or more; shares are weights over their sum. */
  readonly weight: number;
}

/** Experiments of one name that hold parts that do not overlap share no unit. */
export interface AssignmentNamespace {
  readonly name: string;
  /** This experiment's part of the namespace's line: `0 <= from < to <= 1`. */
  readonly from: number;
  readonly to: number;
}

export interface AssignmentPlan {
  /** Names the division: plans with different seeds divide units independently, a plan that keeps its seed keeps its units. */
  readonly seed: string;
  readonly variants: readonly Variant[];
  /** Share of units that take part at all; default 1. Raising it keeps all that took part. */
  readonly coverage?: number;
  readonly namespace?: AssignmentNamespace;
}

export interface Assignment {
  readonly variant: string;
  /** The chance that a unit that takes part gets this variant, for inverse propensity weighting; in (0, 1]. */
  readonly propensity: number;
}

/**
 * The variant of one unit.
 *
 * @param unit what sticks to a variant: a customer, a session; not empty, at most 1,000 characters.
 * @param kept what the unit was given before, from a store of the caller: it stays as it is while the plan still has the variant,
 * also at weight 0 (sticky buckets, for plans whose weights move on).
 * @returns undefined for a unit that does not take part. @throws PARAM_INVALID for a unit out of bounds.
 */
export type Assigner = (unit: string, kept?: Assignment) => Assignment | undefined;

/**
 * Divides units among variants by weighted rendezvous hashing (Thaler, Ravishankar 1998; weights by Schindelhauer, Schomaker 2005): each
 * variant draws an exponential waiting time with its weight as the rate from the unit's hash, and the first one wins. Shares are
 * exactly the weights; when weights change, only as many units move as must: raising one variant's weight moves units to that variant
 * alone, whatever the order of variants, and adding or removing a variant moves no unit between the others.
 *
 * @returns a function that may be kept and called often; it holds nothing but the plan.
 * @throws PARAM_INVALID for a plan that breaks a law above.
 * @example
 * const variants = [{ name: 'champion', weight: 95 }, { name: 'canary', weight: 5 }];
 * const assign = createAssigner({ seed: 'churn-7', variants });
 * assign('customer-42'); // { variant: 'champion', propensity: 0.95 }
 */
export function createAssigner(plan: AssignmentPlan): Assigner {
  const total = checkedTotal(plan);
  const { seed, coverage = 1, namespace } = plan;
  const names = new Set(plan.variants.map(({ name }) => name));
  const variants = plan.variants.filter(({ weight }) => weight > 0);
  return (unit, kept) => {
    checkParam(unit.length > 0 && unit.length <= 1000, 'unit', '1 to 1,000 characters', `${unit.length} characters`);
    if (kept && names.has(kept.variant)) return kept;
    if (namespace) {
      const place = unitPoint('namespace', namespace.name, unit);
      if (place < namespace.from || place >= namespace.to) return undefined;
    }
    if (coverage < 1 && unitPoint('coverage', seed, unit) >= coverage) return undefined;
    let first = variants[0];
    let shortest = Number.POSITIVE_INFINITY;
    if (variants.length > 1) {
      for (const variant of variants) {
        // 1 - point is in (0, 1], so the wait is finite.
        const wait = -log(1 - unitPoint('variant', seed, variant.name, unit)) / variant.weight;
        if (wait < shortest) {
          first = variant;
          shortest = wait;
        }
      }
    }
    return { variant: first.name, propensity: first.weight / total };
  };
}

function checkedTotal({ seed, variants, coverage = 1, namespace }: AssignmentPlan): number {
  checkParam(seed.length > 0 && seed.length <= 1000, 'seed', '1 to 1,000 characters', `${seed.length} characters`);
  const count = variants.length;
  checkParam(count >= 1 && count <= mostVariants, 'variants', `1 to ${mostVariants} of them`, count);
  checkParam(new Set(variants.map(({ name }) => name)).size === count, 'variants', 'different names', 'one twice');
  checkParam(coverage >= 0 && coverage <= 1, 'coverage', '0 <= coverage <= 1', coverage);
  if (namespace) {
    const { from, to } = namespace;
    checkParam(from >= 0 && from < to && to <= 1, 'namespace', '0 <= from < to <= 1', `${from} to ${to}`);
  }
  let total = 0;
  for (const { weight } of variants) {
    checkParam(weight >= 0 && weight <= 1e9, 'weight', '0 <= weight <= 1e9', weight);
    total += weight;
  }
  checkParam(total > 0, 'weights', 'at least one above 0', total);
  return total;
}
