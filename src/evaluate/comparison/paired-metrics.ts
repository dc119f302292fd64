/** Scores of two models on the same rows, and whether one is better, in pairs. */
import { metricByName } from '../../metrics/index.ts';
import type { Metric } from '../../metrics/metric.ts';
import type { Predictions, Target } from '../../table/task.ts';
import { type Comparison, compareModels } from '../compare.ts';
import { evaluate, type Score } from '../evaluation.ts';
import type { HoldoutState } from '../sealed/holdout-state.ts';
import { gainBounds, widened, widenedGain } from '../sealed/plain-look.ts';
import type { ComparedMetric, PairVerdict } from './compared-models.ts';

export interface PairRequest {
  readonly target: Pick<Target, 'task' | 'classes' | 'values'>;
  /** Of the same rows, in the classes of the target. */
  readonly first: Predictions;
  readonly second: Predictions;
  /** Wire names. */
  readonly metrics: readonly string[];
  /** One of them: it comes first, and the verdict goes by it. */
  readonly leading: string;
  /** Safe whole number >= 0. */
  readonly seed: number;
  /** Rows of one number are not independent of each other. */
  readonly groups?: Int32Array;
  /** What the holdout had given away before; `unseenHoldout` for rows that nobody asked. */
  readonly before: HoldoutState;
}

/** Compares by each metric, the leading one first. */
export function pairedMetrics(request: PairRequest): ComparedMetric[] {
  const { target, first, second, metrics, leading, seed, groups, before } = request;
  const { classes, values: yTrue } = target;
  const [ours, theirs] = [first, second].map(
    (predictions) => evaluate({ target, predictions, metrics, seed, groups }).metrics,
  );
  const compared = metrics.map((name): ComparedMetric => {
    const metric = metricByName(name);
    const nClasses = classes.length;
    const gain = compareModels({ metric, yTrue, nClasses, candidate: first, baseline: second, seed, groups });
    return {
      name,
      direction: metric.direction,
      first: widenedScore(before, ours[name], metric),
      second: widenedScore(before, theirs[name], metric),
      ...told(before, gain, metric),
    };
  });
  return compared.sort((a, b) => Number(b.name === leading) - Number(a.name === leading) || 0);
}

function widenedScore(before: HoldoutState, score: Score, { bounds }: Metric): Score {
  const { method } = score;
  return { ...widened(before, score, bounds), ...(method !== undefined && { method }) };
}

function told(
  before: HoldoutState,
  gain: Comparison,
  metric: Metric,
): Pick<ComparedMetric, 'difference' | 'pValue' | 'verdict'> {
  if (Number.isNaN(gain.value)) {
    return { difference: { value: null, ci: null }, pValue: 1, verdict: 'not_distinguishable' };
  }
  const { value, ci, pValue, verdict } = widenedGain(before, gain, gainBounds(metric));
  const known = ci !== null && !Number.isNaN(ci[0] + ci[1]);
  return { difference: { value, ci: known ? ci : null }, pValue, verdict: verdictOf(verdict, value) };
}

/** The same answers are no worse. */
function verdictOf(verdict: Comparison['verdict'], value: number | null): PairVerdict {
  if (verdict === 'lift') return 'better';
  return verdict === 'no_lift' && value !== 0 ? 'worse' : 'not_distinguishable';
}
