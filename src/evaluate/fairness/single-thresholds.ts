/** One threshold per group: the nearest that decisions without chance come to the best fair ones. */
import { completeGrouping } from './complete-grouping.ts';
import { decideFairly } from './decide-fairly.ts';
import { constrainedRates, optimizeThresholds, type ThresholdsRequest } from './optimize-thresholds.ts';
import { type Counts, cuts } from './tradeoff.ts';

export interface SingleThreshold {
  readonly values: readonly string[];
  /** Rows of the group. */
  readonly rows: number;
  /** Above it the group is decided positive, in [-1, 1]: -1 decides everyone, 1 nobody. */
  readonly threshold: number;
}

/**
 * `optimizeThresholds` without its chances. Where the optimum mixes two thresholds or ignores scores now and then, a group gets the
 * one threshold whose rates are nearest to the optimum's (of the largest distance of any rate the constraint looks at); of equally near
 * ones that with more right decisions, then the higher. Equal scores are decided alike, and a higher score never hurts within a group.
 * With one rate a group stays within half the share of the rows that have one score; with two rates, where no threshold has both, the
 * rest of the difference stays.
 *
 * @throws like optimizeThresholds.
 */
export function singleThresholds(request: ThresholdsRequest): SingleThreshold[] {
  const { yTrue, probabilities, sensitive, constraint } = request;
  const { chances } = decideFairly(optimizeThresholds(request), { probabilities, sensitive });
  return completeGrouping(sensitive, yTrue.length).groups.map(({ values, rows }) => {
    const own = {
      yTrue: Float64Array.from(rows, (row) => yTrue[row]),
      scores: Float64Array.from(rows, (row) => probabilities[row]),
    };
    const wanted = constrainedRates(
      constraint,
      expected(
        own.yTrue,
        Float64Array.from(rows, (row) => chances[row]),
      ),
    );
    let best = { distance: Number.POSITIVE_INFINITY, right: 0, threshold: 1 };
    for (const { threshold, counts } of cuts(own)) {
      const rates = constrainedRates(constraint, counts);
      const distance = Math.max(...rates.map((rate, i) => Math.abs(rate - wanted[i])));
      const right = counts.truePositives - counts.falsePositives;
      const isNearer = distance < best.distance - tolerance;
      const isAsNear = distance <= best.distance + tolerance;
      if (isNearer || (isAsNear && right > best.right)) best = { distance, right, threshold };
    }
    return { values, rows: rows.length, threshold: best.threshold };
  });
}

/** Rounding of rates that are equal. */
const tolerance = 1e-9;

/** Counts of decisions in expectation. */
function expected(yTrue: Float64Array, chances: Float64Array): Counts {
  const counts = { truePositives: 0, falsePositives: 0, positives: 0, negatives: 0 };
  for (let row = 0; row < yTrue.length; row++) {
    if (yTrue[row] === 1) {
      counts.positives++;
      counts.truePositives += chances[row];
    } else {
      counts.negatives++;
      counts.falsePositives += chances[row];
    }
  }
  return counts;
}
