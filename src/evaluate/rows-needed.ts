/** How many judged rows a comparison of two models needs, and what a number of rows can tell apart. */
import { ModelwrightError } from '../core/errors.ts';
import type { ComparisonRequest } from './compare.ts';
import { normalQuantile } from './distributions.ts';
import { repeatsOf } from './repeats.ts';
import { gainStatistic } from './statistic.ts';

export interface PowerOptions {
  /** Standard deviation of the paired difference of one row; of an earlier comparison by `pairedDeviation`. */
  readonly deviation: number;
  /** Chance of a p-value below `level` when the effect is real, in (0.5, 1); default 0.8. */
  readonly power?: number;
  /** Two-sided, in (0, 0.5); default 0.05. */
  readonly level?: number;
}

/**
 * Rows for a paired comparison to show a difference of `effect`, by the normal limit with Guenther's correction for the estimated
 * deviation (Guenther 1981).
 *
 * @param effect difference of the scores, in the metric's unit, not 0. @throws PARAM_INVALID
 * @example
 * rowsNeeded(0.01, { deviation: 0.3 }); // 7066: one point of accuracy between models that disagree on 9 % of the rows
 */
export function rowsNeeded(effect: number, options: PowerOptions): number {
  const { z, quantile } = checked(options);
  if (!(Number.isFinite(effect) && effect !== 0)) {
    throw new ModelwrightError('PARAM_INVALID', {
      name: 'effect',
      law: 'a finite number other than 0',
      value: `${effect}`,
    });
  }
  const ratio = (z * options.deviation) / effect;
  return Math.ceil(ratio * ratio + (quantile * quantile) / 2);
}

/**
 * The smallest difference that so many rows show with the asked power: the inverse of `rowsNeeded`. Infinite for too few rows.
 *
 * @param rows judged rows, paired. @throws PARAM_INVALID
 */
export function detectableEffect(rows: number, options: PowerOptions): number {
  const { z, quantile } = checked(options);
  const counted = rows - (quantile * quantile) / 2;
  return counted > 0 ? (z * options.deviation) / Math.sqrt(counted) : Number.POSITIVE_INFINITY;
}

/**
 * What one row adds to the difference of two models' scores, as a standard deviation, from rows that both have judged: by the
 * influence of each row, so for any smooth metric. NaN for a metric without it, or a difference that is not defined.
 */
export function pairedDeviation(
  request: Pick<ComparisonRequest, 'metric' | 'yTrue' | 'nClasses' | 'candidate' | 'baseline'>,
): number {
  const { metric, yTrue, nClasses } = request;
  const [candidate, baseline] = [request.candidate, request.baseline].map((predictions) =>
    repeatsOf({ yTrue, nClasses, predictions }),
  );
  const influence = gainStatistic(metric, candidate, baseline).influence?.();
  if (!influence || influence.length < 2) return Number.NaN;
  let squares = 0;
  for (const each of influence) squares += each * each;
  return Math.sqrt(squares / (influence.length - 1));
}

function checked({ deviation, power = 0.8, level = 0.05 }: PowerOptions): { z: number; quantile: number } {
  const laws: [name: string, holds: boolean, law: string, value: number][] = [
    ['deviation', deviation > 0 && Number.isFinite(deviation), 'finite and > 0', deviation],
    ['power', power > 0.5 && power < 1, '0.5 < power < 1', power],
    ['level', level > 0 && level < 0.5, '0 < level < 0.5', level],
  ];
  for (const [name, holds, law, value] of laws) {
    if (!holds) throw new ModelwrightError('PARAM_INVALID', { name, law, value: `${value}` });
  }
  const quantile = normalQuantile(1 - level / 2);
  return { z: quantile + normalQuantile(power), quantile };
}
