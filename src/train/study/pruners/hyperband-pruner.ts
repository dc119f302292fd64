/** Hyperband: successive halving at several levels of haste, for trials whose early values may mislead. */
import { checkParam, checkWhole } from '../../../core/check-param.ts';
import type { Pruner } from './pruner.ts';
import { lastStepOfFirst, successiveHalvingPruner } from './successive-halving-pruner.ts';

export interface HyperbandOptions {
  /** The step of the lowest rung of the hastiest bracket, >= 1; default 1. */
  readonly minResource?: number;
  /** The length of a whole trial in steps, >= minResource; default one more than the last step of the first complete trial. */
  readonly maxResource?: number;
  /** As for successive halving; >= 2, default 3. */
  readonly reductionFactor?: number;
}

/**
 * The scheme of Li et al. (2018), "Hyperband", on asynchronous successive halving. Bracket b leaves out the first b rungs,
 * and gets its share of the trials by their number, evenly spread; a trial competes within its bracket alone.
 *
 * @throws PARAM_INVALID for options out of range.
 */
export function hyperbandPruner(options: HyperbandOptions = {}): Pruner {
  const { minResource = 1, maxResource, reductionFactor = 3 } = options;
  checkWhole({ minResource }, 1);
  checkWhole({ reductionFactor }, 2);
  if (maxResource !== undefined)
    checkParam(maxResource >= minResource, 'maxResource', 'maxResource >= minResource', maxResource);
  return (pruningCase) => {
    const { trial, ended } = pruningCase;
    const last = lastStepOfFirst(ended);
    const most = maxResource ?? (last === undefined ? undefined : last + 1);
    if (most === undefined) return false;
    const budgets = bracketBudgets(most / minResource, reductionFactor);
    const bracket = bracketOf(trial.number, budgets);
    const rivals = ended.filter((other) => bracketOf(other.number, budgets) === bracket);
    const halving = successiveHalvingPruner({ minResource, reductionFactor, minEarlyStoppingRate: bracket });
    return halving({ ...pruningCase, ended: rivals });
  };
}

/** Relative numbers of trials of the brackets, hastiest first; there is one bracket for each power of the factor in the ratio. */
function bracketBudgets(ratio: number, factor: number): number[] {
  const powers = [1];
  while (powers[powers.length - 1] * factor <= ratio) powers.push(powers[powers.length - 1] * factor);
  return powers.map((power, s) => Math.ceil((powers.length * power) / (s + 1))).reverse();
}

/** Fraction of the golden section: its multiples fall evenly over [0, 1). */
const goldenFraction = 0.6180339887498949;

function bracketOf(number: number, budgets: readonly number[]): number {
  const total = budgets.reduce((sum, budget) => sum + budget, 0);
  let left = (((number + 0.5) * goldenFraction) % 1) * total;
  let bracket = 0;
  while (bracket < budgets.length - 1 && left >= budgets[bracket]) left -= budgets[bracket++];
  return bracket;
}
