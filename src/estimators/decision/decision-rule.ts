/** Decision rules: what class to answer for a row with given class probabilities. A rule is plain data. */
import { z } from 'zod';
import { ModelwrightError } from '../../core/errors.ts';
import { answersBy } from './answers-by.ts';

/**
 * - `threshold`: class 1 of two where its probability is above the threshold, which lies between 0 and 1.
 * - `weights`: the class whose probability times its weight is largest; one positive weight per class.
 * - `costs`: the class of the lowest expected cost (Elkan 2001); `costs[actual * nClasses + predicted]`, none below 0.
 *
 * Of equals the lowest code is answered, as without a rule.
 */
export type DecisionRule =
  | { readonly by: 'threshold'; readonly threshold: number }
  | { readonly by: 'weights'; readonly weights: Float64Array }
  | { readonly by: 'costs'; readonly costs: Float64Array };

const numbers = z.instanceof(Float64Array).refine((values) => values.every((value) => value >= 0 && value < 1e308));

export const decisionRuleState: z.ZodType<DecisionRule> = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('threshold'), threshold: z.number().gt(0).lt(1) }),
  z.strictObject({
    by: z.literal('weights'),
    weights: numbers.refine((weights) => weights.length > 1 && weights.every((weight) => weight > 0)),
  }),
  z.strictObject({
    by: z.literal('costs'),
    costs: numbers.refine(({ length }) => length >= 4 && Number.isInteger(Math.sqrt(length))),
  }),
]);

/** Number of classes that a rule speaks of. */
export function classesOf(rule: DecisionRule): number {
  if (rule.by === 'threshold') return 2;
  return rule.by === 'weights' ? rule.weights.length : Math.sqrt(rule.costs.length);
}

/**
 * The decided class of each row.
 *
 * @param probabilities one array of nRows per class.
 * @throws SHAPE_MISMATCH when the rule speaks of another number of classes.
 */
export function decide(rule: DecisionRule, probabilities: readonly Float64Array[]): Float64Array {
  const n = classesOf(rule);
  if (probabilities.length !== n) {
    throw new ModelwrightError('SHAPE_MISMATCH', {
      what: 'probabilities',
      law: `those of ${n} classes, as the decision rule has them`,
      value: probabilities.length,
    });
  }
  return answersBy(rule, probabilities);
}
