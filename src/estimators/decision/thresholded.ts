/** A classifier whose answer is decided by more than which class is most probable. */
import { z } from 'zod';
import { ModelwrightError } from '../../core/errors.ts';
import type { Packable } from '../../core/pack.ts';
import type { Predictions, Task } from '../../table/task.ts';
import { fitOnAll, outOfFold, rowsOf } from '../calibration/out-of-fold.ts';
import { checkParams } from '../check-params.ts';
import { memberSpec, mostFolds } from '../ensemble/member.ts';
import type { FitContext, FitInput, FittedEstimator, PredictorDefinition } from '../estimator.ts';
import { checkFitted, fitEstimator, importanceOf, predictWith } from '../fit.ts';
import { checkCosts, costRule } from './cost-matrix.ts';
import { decisionMetricNames } from './decision-metric-names.ts';
import { decisionMetric } from './decision-metrics.ts';
import { classesOf, type DecisionRule, decide, decisionRuleState } from './decision-rule.ts';
import { tuneThreshold } from './tune-threshold.ts';
import { tuneWeights } from './tune-weights.ts';

const amount = z.number().min(0).max(1e12);

/** A decision rule in params. */
export const ruleParam = z
  .discriminatedUnion('by', [
    z.strictObject({
      by: z.literal('metric'),
      metric: z.enum(decisionMetricNames).describe('scored on out-of-fold predictions'),
    }),
    z.strictObject({
      by: z.literal('threshold'),
      threshold: z.number().gt(0).lt(1).describe('probability of class 1 of two above which it is answered'),
    }),
    z.strictObject({
      by: z.literal('weights'),
      weights: z.array(z.number().gt(0).max(1e12)).min(2).describe('factor on the probability of each class'),
    }),
    z.strictObject({
      by: z.literal('costs'),
      costs: z.array(z.array(amount)).min(2).describe('costs[actual][predicted]; the cheapest class is answered'),
    }),
  ])
  .default({ by: 'metric', metric: 'balanced_accuracy' })
  .describe('metric: the threshold or class weights that score best out of fold; the others are taken as given');

const thresholdedParams = z.strictObject({
  estimator: memberSpec.describe('the classifier by name with its params'),
  rule: ruleParam,
  folds: z
    .int()
    .min(2)
    .max(mostFolds)
    .default(5)
    .describe('folds whose held-out rows the rule is tuned on; the classifier itself is fitted on all rows'),
});

type ThresholdedParams = z.output<typeof thresholdedParams>;
export type ThresholdedState = { readonly model: FittedEstimator; readonly rule: DecisionRule };

/**
 * Probabilities are those of the classifier, and the answer follows the rule: a threshold, class weights or costs (Elkan 2001). Given
 * rules leave the fit of the classifier as it is; tuned ones are as scikit-learn's TunedThresholdClassifierCV, whose threshold also
 * comes from out-of-fold predictions.
 */
export const thresholded: PredictorDefinition<ThresholdedParams, ThresholdedState> = {
  kind: 'predictor',
  name: 'thresholded',
  version: 1,
  description: 'A classifier whose answer follows a threshold, class weights or costs of mistakes.',
  tasks: ['binary', 'multiclass'],
  tags: { allowsMissing: true, rawColumns: true, sampleWeight: 'exact', usesRng: true, heavy: true, decides: true },
  params: thresholdedParams,
  state: z.strictObject({
    model: z.looseObject({ name: z.string() }).transform(checkFitted),
    rule: decisionRuleState,
  }),

  fit(input, { estimator, rule, folds }, ctx) {
    if (rule.by === 'metric') return tuned(input, { estimator, metric: rule.metric, folds }, ctx);
    const given = givenRule(rule, input.nClasses);
    return { model: fitEstimator(estimator, input, ctx), rule: given };
  },

  predict({ model, rule }, X) {
    return decided(rule, predictWith(model, X));
  },

  importance: ({ model }) => importanceOf(model) ?? [],
};

/** The fitted estimator around a fitted classifier of so many classes, as `fit` makes it with these params, which hold a rule. */
export function thresholdedOf(
  params: Readonly<Record<string, unknown>>,
  model: FittedEstimator,
  nClasses: number,
): FittedEstimator {
  const { name, version } = thresholded;
  const checked = checkParams(thresholded, params);
  const rule = checked.rule.by === 'metric' ? plainRule(nClasses) : givenRule(checked.rule, nClasses);
  return { name, version, params: checked as Packable, state: { model, rule } };
}

/** The same predictions with the rule's answers. */
function decided(rule: DecisionRule, predictions: Predictions): Predictions {
  const { probabilities } = predictions;
  return probabilities ? { ...predictions, values: decide(rule, probabilities) } : predictions;
}

type GivenRule = Exclude<ThresholdedParams['rule'], { by: 'metric' }>;

/** The rule that params give for so many classes. @throws PARAM_INVALID, COSTS_INVALID */
export function givenRule(rule: GivenRule, nClasses: number): DecisionRule {
  if (rule.by === 'costs') {
    checkCosts(
      rule.costs,
      Array.from({ length: nClasses }, (_, code) => `class ${code}`),
    );
    return costRule(rule.costs);
  }
  const given: DecisionRule =
    rule.by === 'weights' ? { by: 'weights', weights: Float64Array.from(rule.weights) } : rule;
  if (classesOf(given) === nClasses) return given;
  const law = `a rule for ${nClasses} classes`;
  throw new ModelwrightError('PARAM_INVALID', { name: 'rule', law, value: `one for ${classesOf(given)}` });
}

function tuned(
  input: FitInput,
  { estimator, metric, folds }: Pick<ThresholdedParams, 'estimator' | 'folds'> & { readonly metric: string },
  ctx: FitContext,
): ThresholdedState {
  const task: Task = input.nClasses === 2 ? 'binary' : 'multiclass';
  const wanted = decisionMetric(metric, task);
  const model = fitOnAll(estimator, input, ctx);
  const { rows, predictions } = outOfFold(estimator, input, folds, ctx);
  const probabilities = predictions?.probabilities;
  const counting = input.sampleWeight ? rows.filter((row) => input.sampleWeight![row] > 0) : rows;
  if (!probabilities || probabilities.length !== input.nClasses || counting.length === 0) {
    return { model, rule: plainRule(input.nClasses) };
  }
  const placeOf = new Map(Array.from(rows, (row, place) => [row, place]));
  const places = counting.map((row) => placeOf.get(row)!);
  const said = probabilities.map((ofClass) => rowsOf(ofClass, places));
  const yTrue = rowsOf(input.y!, counting);
  const weights = input.sampleWeight && rowsOf(input.sampleWeight, counting);
  if (said.length === 2) {
    return {
      model,
      rule: { by: 'threshold', threshold: tuneThreshold(wanted, yTrue, said[1], 0.5, weights).threshold },
    };
  }
  return { model, rule: { by: 'weights', weights: tuneWeights(wanted, yTrue, said, weights).weights } };
}

/** Answers as without a rule. */
function plainRule(nClasses: number): DecisionRule {
  if (nClasses === 2) return { by: 'threshold', threshold: 0.5 };
  return { by: 'weights', weights: new Float64Array(Math.max(2, nClasses)).fill(1) };
}
