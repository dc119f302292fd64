/** Confidence intervals from the influence of each row: no resampling, one pass. */
import { log } from '../math/log.ts';
import { sigmoid } from '../math/sigmoid.ts';
import { studentTQuantile } from './distributions.ts';
import { unitMethod } from './interval-method.ts';
import type { Interval, Sampled } from './sampled-intervals.ts';
import type { Statistic } from './statistic.ts';
import type { Units } from './units.ts';

const tail = 0.025;

/** What each unit adds to the statistic: the sum over its rows; undefined where the statistic has no influence function. */
export function unitInfluence(statistic: Statistic, units: Units): Float64Array | undefined {
  const ofRow = statistic.influence?.();
  if (!ofRow?.every(Number.isFinite)) return undefined;
  if (!units.ofRow) return ofRow;
  const ofUnit = new Float64Array(units.count);
  for (let row = 0; row < ofRow.length; row++) ofUnit[units.ofRow[row]] += ofRow[row];
  return ofUnit;
}

/**
 * The interval at 95 % whose standard error is the infinitesimal jackknife's (Jaeckel 1972; of groups, the sandwich of their
 * sums). Scores within two bounds are treated on the logit scale, which keeps the interval within them.
 */
export function influenceInterval(statistic: Statistic, units: Units): Sampled | undefined {
  const influence = Number.isFinite(statistic.value) ? unitInfluence(statistic, units) : undefined;
  if (!influence) return undefined;
  let squares = 0;
  for (const each of influence) squares += each * each;
  const standardError = Math.sqrt((squares * units.count) / (units.count - 1)) / units.nRows;
  const factor = studentTQuantile(1 - tail, units.count - 1);
  return {
    ci: within(statistic, factor * standardError),
    standardError,
    method: unitMethod('influence', units.ofRow !== undefined),
  };
}

/** The interval that reaches this far on the scale of the statistic, or as far to first order on the logit scale. */
function within({ value, bounds: [low, high] }: Statistic, reach: number): Interval {
  const share = (value - low) / (high - low);
  if (!(share > 0 && share < 1)) return [Math.max(low, value - reach), Math.min(high, value + reach)];
  const logit = log(share / (1 - share));
  const logitReach = reach / ((high - low) * share * (1 - share));
  // Without any reach the interval is the value itself, which a way there and back would round.
  if (logitReach === 0) return [value, value];
  return [low + (high - low) * sigmoid(logit - logitReach), low + (high - low) * sigmoid(logit + logitReach)];
}
