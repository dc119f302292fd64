/** What a binary model earns at each threshold. */
import { ModelwrightError } from '../../core/errors.ts';
import { rankingOf, visitTies } from '../ranking.ts';

/** Money (or any value) per row of each outcome; costs are negative. */
export interface OutcomeValues {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly trueNegative: number;
  readonly falseNegative: number;
}

export interface ProfitPoint {
  /** Rows with at least this score are acted on; Infinity: none. */
  readonly threshold: number;
  /** Share of the rows that are acted on. */
  readonly share: number;
  /** Mean value per row. */
  readonly profit: number;
}

/**
 * The curve from acting on nothing to acting on everything, one point per distinct score. The best point of a sample is better
 * than the same threshold will be on other rows: choose it on rows that do not judge it.
 *
 * @param yTrue 1 for positive rows, else 0; @param scores higher means more likely positive.
 * @throws VALUE_INVALID for a score that is NaN or a value that is not finite, SHAPE_MISMATCH when lengths differ.
 */
export function profitCurve(yTrue: Float64Array, scores: Float64Array, values: OutcomeValues): ProfitPoint[] {
  const n = yTrue.length;
  if (scores.length !== n) {
    throw new ModelwrightError('SHAPE_MISMATCH', {
      what: 'scores',
      law: 'one per row',
      value: `${scores.length} and ${n}`,
    });
  }
  const { truePositive, falsePositive, trueNegative, falseNegative } = values;
  const ranking = rankingOf(scores, yTrue, 1);
  if (!ranking || ![truePositive, falsePositive, trueNegative, falseNegative].every(Number.isFinite)) {
    throw new ModelwrightError('VALUE_INVALID', {
      what: 'scores and values',
      law: 'numbers, values finite',
      value: 'another',
    });
  }
  const positives = yTrue.reduce((count, code) => count + (code === 1 ? 1 : 0), 0);
  const point = (threshold: number, found: number, alarms: number): ProfitPoint => ({
    threshold,
    share: (found + alarms) / n,
    profit:
      (found * truePositive +
        alarms * falsePositive +
        (n - positives - alarms) * trueNegative +
        (positives - found) * falseNegative) /
      n,
  });
  if (n === 0) return [];
  const points = [point(Number.POSITIVE_INFINITY, 0, 0)];
  visitTies(ranking, undefined, (positive, negative, positiveAbove, negativeAbove) => {
    const [found, alarms] = [positiveAbove + positive, negativeAbove + negative];
    points.push(point(scores[ranking.order[found + alarms - 1]], found, alarms));
  });
  return points;
}

/** The point of the highest profit; of equal ones that which acts on fewer rows. Undefined without points. */
export function bestProfit(curve: readonly ProfitPoint[]): ProfitPoint | undefined {
  return curve.reduce<ProfitPoint | undefined>(
    (best, each) => (best && best.profit >= each.profit ? best : each),
    undefined,
  );
}
