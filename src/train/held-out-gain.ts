/** How much better one set of predictions of held-out rows is than another: in one pass, since nested judging asks it often. */
import { influenceInterval } from '../evaluate/influence-interval.ts';
import { gainStatistic } from '../evaluate/statistic.ts';
import { unitsOf } from '../evaluate/units.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Predictions } from '../table/task.ts';
import type { Estimate } from './assess.ts';

export interface HeldOutGain extends Estimate {
  /** `lift`: the interval lies above 0; `no_lift`: below. */
  readonly verdict: 'lift' | 'no_lift' | 'not_distinguishable';
}

/**
 * Positive = better, whatever the metric's direction, with the interval at 95 % of the infinitesimal jackknife.
 *
 * @param groups of the rows: rows of one number are not independent.
 */
export function heldOutGain(
  metric: Metric,
  of: {
    readonly yTrue: Float64Array;
    readonly nClasses: number;
    readonly candidate: Predictions;
    readonly baseline: Predictions;
    readonly groups?: Int32Array;
  },
): HeldOutGain {
  const { yTrue, nClasses, candidate, baseline, groups } = of;
  const gain = gainStatistic(
    metric,
    [{ yTrue, nClasses, predictions: candidate }],
    [{ yTrue, nClasses, predictions: baseline }],
  );
  const units = unitsOf(yTrue.length, groups);
  if (!Number.isFinite(gain.value)) return { value: null, ci: null, verdict: 'not_distinguishable' };
  const sampled = units.count > 1 ? influenceInterval(gain, units) : undefined;
  if (!sampled) return { value: gain.value, ci: null, verdict: 'not_distinguishable' };
  const { ci, method } = sampled;
  const verdict = ci[0] > 0 ? 'lift' : ci[1] < 0 ? 'no_lift' : 'not_distinguishable';
  return { value: gain.value, ci, method, verdict };
}
