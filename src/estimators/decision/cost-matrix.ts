/** Costs of each pair of actual and predicted class: what makes sense, and the rule that follows from them. */
import { ModelwrightError } from '../../core/errors.ts';
import type { DecisionRule } from './decision-rule.ts';

/** Costs beyond this leave no room for sums of them. */
const most = 1e12;

/**
 * Checks a matrix `costs[actual][predicted]`: a square of numbers from 0 on, where the right answer is never dearer than a wrong one,
 * and every class costs something to miss.
 *
 * @throws COSTS_INVALID
 */
export function checkCosts(costs: readonly (readonly number[])[], classes: readonly string[]): void {
  const fail = (problem: string) => new ModelwrightError('COSTS_INVALID', { problem });
  const n = classes.length;
  if (costs.length !== n || costs.some((row) => row.length !== n)) {
    throw fail(`they must be one row and one column for each of the ${n} classes`);
  }
  for (const [actual, row] of costs.entries()) {
    const wrong = row.findIndex((cost) => !(cost >= 0 && cost <= most));
    if (wrong >= 0) {
      throw fail(
        `a cost must be a number from 0 to 1e12, got ${row[wrong]} where "${classes[actual]}" is taken for "${classes[wrong]}"`,
      );
    }
    const cheaper = row.findIndex((cost) => cost < row[actual]);
    if (cheaper >= 0) {
      throw fail(
        `the right answer must not cost more than a wrong one, but "${classes[actual]}" costs ${row[actual]} when found and ${row[cheaper]} when taken for "${classes[cheaper]}"`,
      );
    }
  }
  const differs = costs.map((row, actual) => row.some((cost) => cost > row[actual]));
  if (!differs.includes(true)) throw fail('at least one mistake must cost more than the right answer');
  if (n === 2 && differs.includes(false)) {
    throw fail(
      `a mistake on "${classes[differs.indexOf(false)]}" costs nothing, so the other class would be answered always`,
    );
  }
}

/** The rule that decides for the lowest expected cost; of two classes as a threshold on the probability of class 1 (Elkan 2001). */
export function costRule(costs: readonly (readonly number[])[]): DecisionRule {
  if (costs.length !== 2) return { by: 'costs', costs: Float64Array.from(costs.flat()) };
  const alarm = costs[0][1] - costs[0][0];
  const miss = costs[1][0] - costs[1][1];
  return { by: 'threshold', threshold: withinRange(alarm / (alarm + miss)) };
}

/** Inside (0, 1), whatever the rounding. */
function withinRange(threshold: number): number {
  return Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, threshold));
}
