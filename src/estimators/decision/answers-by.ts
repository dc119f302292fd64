/** The answers of decision rules. Carried inside exported modules, so it imports plain numerics alone. */
import { classPredictions } from '../class-predictions.ts';
import type { DecisionRule } from './decision-rule.ts';

/** As `decide`, for a rule of the right number of classes. */
export function answersBy(rule: DecisionRule, probabilities: readonly Float64Array[]): Float64Array {
  switch (rule.by) {
    case 'threshold':
      return probabilities[1].map((p) => (p > rule.threshold ? 1 : 0));
    case 'weights':
      return classPredictions(probabilities.map((ofClass, code) => ofClass.map((p) => p * rule.weights[code]))).values;
    case 'costs':
      return cheapest(rule.costs, probabilities);
  }
}

function cheapest(costs: Float64Array, probabilities: readonly Float64Array[]): Float64Array {
  const n = probabilities.length;
  const values = new Float64Array(probabilities[0].length);
  for (let row = 0; row < values.length; row++) {
    let least = Number.POSITIVE_INFINITY;
    for (let code = 0; code < n; code++) {
      let expected = 0;
      for (let actual = 0; actual < n; actual++) expected += probabilities[actual][row] * costs[actual * n + code];
      if (expected < least) {
        least = expected;
        values[row] = code;
      }
    }
  }
  return values;
}
