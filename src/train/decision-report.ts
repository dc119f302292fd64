/** What is told about the rule that a model answers by: scores, the curve over thresholds, and what each rule takes for what. */
import { classPredictions } from '../estimators/class-predictions.ts';
import { type DecisionRule, decide } from '../estimators/decision/decision-rule.ts';
import { tuneThreshold } from '../estimators/decision/tune-threshold.ts';
import type { ReportDecision } from '../evaluate/report-data.ts';
import { thinned } from '../evaluate/thin-curve.ts';
import { confusionOf } from '../metrics/confusion.ts';
import type { Target } from '../table/task.ts';
import type { Answers } from './decide-answers.ts';
import type { HeldOutRows } from './held-out-rows.ts';

/** Points of the drawn curve. */
const mostPoints = 200;
/** Classes of which confusion counts are kept. */
const mostClasses = 40;

export function decisionReport(
  { rule, purpose, judge, gain, plainScore, refused }: Answers,
  held: HeldOutRows,
  { classes }: Pick<Target, 'classes'>,
): ReportDecision {
  const plain = classPredictions(held.probabilities).values;
  return {
    ...ruleOf(rule, classes),
    ...(classes.length === 2 && { positiveClass: classes[1] }),
    purpose,
    metric: judge.name,
    direction: judge.direction,
    rows: held.yTrue.length,
    plainScore: Number.isFinite(plainScore) ? plainScore : null,
    gain,
    refused,
    ...(classes.length === 2 && { curve: curveOf({ judge }, held) }),
    ...(classes.length <= mostClasses && {
      counts: {
        plain: countsOf(held, plain),
        ...(rule && { decided: countsOf(held, decide(rule, held.probabilities)) }),
      },
    }),
  };
}

/** A rule as people read it. */
export function ruleOf(
  rule: DecisionRule | undefined,
  classes: readonly string[],
): Pick<ReportDecision, 'by' | 'threshold' | 'weights' | 'costs'> {
  switch (rule?.by) {
    case 'threshold':
      return { by: 'threshold', threshold: rule.threshold };
    case 'weights':
      return { by: 'weights', weights: classes.map((name, code) => ({ class: name, weight: rule.weights[code] })) };
    case 'costs': {
      const n = classes.length;
      return { by: 'costs', costs: classes.map((_, actual) => [...rule.costs.subarray(actual * n, (actual + 1) * n)]) };
    }
    default:
      return { by: 'most_probable' };
  }
}

function curveOf({ judge }: Pick<Answers, 'judge'>, { yTrue, probabilities }: HeldOutRows) {
  const { curve } = tuneThreshold(judge, yTrue, probabilities[1], 0.5);
  const points = curve
    .filter(({ score }) => Number.isFinite(score))
    .map(({ threshold, score }) => ({ x: threshold, y: score }))
    .reverse();
  return thinned(points, ({ x }) => x, mostPoints);
}

function countsOf({ yTrue, probabilities }: HeldOutRows, values: Float64Array): number[][] {
  const n = probabilities.length;
  const { cells } = confusionOf({ yTrue, predictions: { values }, nClasses: n })!;
  return Array.from({ length: n }, (_, actual) => [...cells.subarray(actual * n, (actual + 1) * n)]);
}
