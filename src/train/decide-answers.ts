/** Which class a model answers for its probabilities: decided on rows that its folds held out, never on the holdout. */
import { classPredictions } from '../estimators/class-predictions.ts';
import { costRule } from '../estimators/decision/cost-matrix.ts';
import type { DecisionMetricName } from '../estimators/decision/decision-metric-names.ts';
import { asDecisionMetric, decisionMetric } from '../estimators/decision/decision-metrics.ts';
import { type DecisionRule, decide } from '../estimators/decision/decision-rule.ts';
import { type DecisionMetric, tuneThreshold } from '../estimators/decision/tune-threshold.ts';
import { tuneWeights } from '../estimators/decision/tune-weights.ts';
import { costMetric } from '../metrics/business/cost.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Predictions } from '../table/task.ts';
import { type HeldOutGain, heldOutGain } from './held-out-gain.ts';
import { crossFitted, type HeldOutRows } from './held-out-rows.ts';

/** What a decision can be tuned for. */
export type DecideChoice = 'auto' | 'none' | 'cost' | 'youden' | DecisionMetricName;

/** With more classes nothing is tuned unless it is asked for: each would have a weight to learn, and take its time. */
const mostUnasked = 10;

interface DecideJob {
  readonly asked: DecideChoice;
  /** A given threshold; nothing is tuned then. */
  readonly threshold?: number;
  /** `costs[actual][predicted]`. */
  readonly costs?: readonly (readonly number[])[];
  /** The run's own. */
  readonly metric: Metric;
  /** Of the rows: rows of one number are not independent. */
  readonly groups?: Int32Array;
}

export interface Answers {
  /** Absent: the most probable class. */
  readonly rule?: DecisionRule;
  /** What the rule is for: `given`, `cost` or the wire name of a metric. */
  readonly purpose: string;
  /** What rules are compared by. */
  readonly judge: DecisionMetric;
  /** Gain of the best rule found over the most probable class in `judge`; each row's answer by a rule that did not learn from it. */
  readonly gain: HeldOutGain;
  /** Score of the most probable class. */
  readonly plainScore: number;
  /** True when a rule was found and not taken, as its gain may be chance. */
  readonly refused: boolean;
}

/**
 * A given threshold is taken. Costs decide by the lowest expected cost; a tuned threshold takes its place only when it is cheaper by
 * more than chance. A metric of decisions that was asked for takes the tuned rule when it gains anything on rows that it did not
 * learn from; without being asked, for the run's own metric, only when it gains more than chance.
 *
 * @returns undefined where there is nothing to decide.
 */
export function decideAnswers(held: HeldOutRows, job: DecideJob): Answers | undefined {
  const { threshold, costs } = job;
  const nClasses = held.probabilities.length;
  const wanted = wantedMetric(job, nClasses);
  const judge = wanted ?? (costs ? costMetric(costs) : decisionMetric('balanced_accuracy', taskOf(nClasses)));
  const plain = classPredictions(held.probabilities);
  const plainScore = judge.compute({ yTrue: held.yTrue, predictions: plain, nClasses });
  const gainOf = (candidate: Predictions, baseline: Predictions) =>
    heldOutGain(judge, { yTrue: held.yTrue, nClasses, candidate, baseline, groups: job.groups });
  const byRule = (rule: DecisionRule): Predictions => ({ ...plain, values: decide(rule, held.probabilities) });
  if (threshold !== undefined) {
    const rule: DecisionRule = { by: 'threshold', threshold };
    return { rule, purpose: 'given', judge, gain: gainOf(byRule(rule), plain), plainScore, refused: false };
  }
  if (!wanted) return undefined;
  const base = costs && judge.name === 'cost' ? costRule(costs) : undefined;
  const before = base ? byRule(base) : plain;
  const shared = { purpose: wanted.name, judge, plainScore };
  // Costs of several classes decide by themselves.
  if (base && nClasses > 2) return { ...shared, rule: base, gain: gainOf(before, plain), refused: false };
  const tuned = tunedBy(judge, held, base);
  const apart: Predictions = { ...plain, values: crossTuned(judge, held, base) };
  const step = gainOf(apart, before);
  const isAsked = job.asked !== 'auto' && base === undefined;
  if (step.verdict === 'lift' || (isAsked && (step.value ?? 0) > 0)) {
    return { ...shared, rule: tuned, gain: base ? gainOf(apart, plain) : step, refused: false };
  }
  if (base) return { ...shared, rule: base, gain: gainOf(before, plain), refused: false };
  return { ...shared, gain: step, refused: true };
}

function wantedMetric({ asked, costs, metric }: DecideJob, nClasses: number): DecisionMetric | undefined {
  if (asked === 'none') return undefined;
  if (asked === 'auto') {
    if (costs) return costMetric(costs);
    return nClasses > mostUnasked ? undefined : asDecisionMetric(metric);
  }
  if (asked === 'cost') return costs && costMetric(costs);
  // Youden's index is twice the balanced accuracy, less 1.
  return decisionMetric(asked === 'youden' ? 'balanced_accuracy' : asked, taskOf(nClasses));
}

function tunedBy(judge: DecisionMetric, held: Omit<HeldOutRows, 'rows' | 'foldOf'>, base?: DecisionRule): DecisionRule {
  const { yTrue, probabilities } = held;
  if (probabilities.length > 2) return { by: 'weights', weights: tuneWeights(judge, yTrue, probabilities).weights };
  const start = base?.by === 'threshold' ? base.threshold : 0.5;
  return { by: 'threshold', threshold: tuneThreshold(judge, yTrue, probabilities[1], start).threshold };
}

/** Each row's answer by the rule that is best on the other folds. */
function crossTuned(judge: DecisionMetric, held: HeldOutRows, base?: DecisionRule): Float64Array {
  const [values] = crossFitted(
    held,
    (yTrue, probabilities) => tunedBy(judge, { yTrue, probabilities }, base),
    (rule, probabilities) => [decide(rule, probabilities)],
  );
  return values;
}

function taskOf(nClasses: number): 'binary' | 'multiclass' {
  return nClasses === 2 ? 'binary' : 'multiclass';
}
