/** Which class is answered for a row's probabilities. Carried inside exported modules. */
import { answersBy } from '../../../estimators/decision/answers-by.ts';
import type { DecisionRule } from '../../../estimators/decision/decision-rule.ts';
import type { ModuleRule } from './plan.ts';

/** The code of the class that is answered for probabilities and the numbers of the row's slots; without a rule the most probable one, of equals the lowest. */
export function answerOf(rule: ModuleRule | undefined): (probabilities: Float64Array, numbers: Float64Array) => number {
  if (!rule) {
    return (probabilities) => {
      let best = 0;
      for (let code = 1; code < probabilities.length; code++)
        if (probabilities[code] > probabilities[best]) best = code;
      return best;
    };
  }
  if (rule.by === 'slot') return (probabilities, numbers) => (probabilities[1] > numbers[rule.slot] ? 1 : 0);
  const unpacked = unpack(rule);
  return (probabilities) =>
    answersBy(
      unpacked,
      Array.from(probabilities, (p) => Float64Array.of(p)),
    )[0];
}

function unpack(rule: Exclude<ModuleRule, { by: 'slot' }>): DecisionRule {
  if (rule.by === 'weights') return { by: 'weights', weights: Float64Array.from(rule.weights) };
  return rule.by === 'costs' ? { by: 'costs', costs: Float64Array.from(rule.costs) } : rule;
}
