/** A look that shows everything, as the report of a training does: plain figures, under intervals that count earlier looks. */
import { metricByName } from '../../metrics/index.ts';
import type { Metric } from '../../metrics/metric.ts';
import type { Comparison } from '../compare.ts';
import type { Score } from '../evaluation.ts';
import type { HoldoutState } from './holdout-state.ts';
import { ordinaryReach, pValueAfter, reachOf } from './reach.ts';

/** Directions that a plain look gives away. */
export const plainCost = 1;

/** The figure with its interval stretched about it (or about its own middle where the figure lies outside), within the metric's bounds; the first look leaves it as it is. */
export function widened(state: HoldoutState, { value, ci }: Score, bounds: readonly [number, number]): Score {
  const factor = reachOf(state) / ordinaryReach;
  if (value === null || ci === null || factor === 1) return { value, ci };
  const [low, high] = ci;
  const centre = centreOf(value, ci);
  return {
    value,
    ci: [Math.max(bounds[0], centre - factor * (centre - low)), Math.min(bounds[1], centre + factor * (high - centre))],
  };
}

/** The value; of one that chance moved out of its interval (a calibration error) the middle of that. */
export function centreOf(value: number, [low, high]: readonly [number, number]): number {
  return value >= low && value <= high ? value : (low + high) / 2;
}

/** All figures by wire name, widened so. `own`: a metric that is not among the registered ones. */
export function widenedScores(
  state: HoldoutState,
  scores: Readonly<Record<string, Score>>,
  own: Metric | undefined,
): Record<string, Score> {
  return Object.fromEntries(
    Object.entries(scores).map(([name, score]) => {
      const { bounds } = name === own?.name ? own : metricByName(name);
      return [name, widened(state, score, bounds)];
    }),
  );
}

/** A comparison on the holdout with its interval, p-value and verdict as earlier looks allow them. */
export function widenedGain<Gain extends Score & Pick<Comparison, 'pValue' | 'verdict'>>(
  state: HoldoutState,
  gain: Gain,
  bounds: readonly [number, number],
): Gain {
  const pValue = pValueAfter(state, gain.pValue);
  const lost = gain.verdict !== 'not_distinguishable' && gain.value !== 0 && pValue >= 0.05;
  return {
    ...gain,
    ...widened(state, gain, bounds),
    pValue,
    verdict: lost ? 'not_distinguishable' : gain.verdict,
  };
}

/** Between these a difference of two scores of the metric lies. */
export function gainBounds({ bounds: [low, high] }: Metric): readonly [number, number] {
  return [low - high, high - low];
}
