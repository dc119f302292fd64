/** A classifier of two classes whose answer has a threshold for each group of rows. */
import { z } from 'zod';
import { ModelwrightError } from '../../core/errors.ts';
import type { Packable } from '../../core/pack.ts';
import type { Table } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';
import { checkParams } from '../check-params.ts';
import { memberSpec } from '../ensemble/member.ts';
import type { FittedEstimator, PredictorDefinition } from '../estimator.ts';
import { checkFitted, fitEstimator, importanceOf, predictWith } from '../fit.ts';
import { decideByGroup, type GroupRule, groupRule } from './group-rule.ts';

const groupThresholdedParams = z.strictObject({
  estimator: memberSpec.describe('the classifier of two classes by name with its params'),
  rule: groupRule.describe('a threshold for each group, as a threshold optimiser finds them'),
});

type GroupThresholdedParams = z.output<typeof groupThresholdedParams>;
export type GroupThresholdedState = { readonly model: FittedEstimator; readonly rule: GroupRule };

/**
 * Probabilities are those of the classifier; class 1 is answered above the threshold of the row's group (Hardt, Price, Srebro 2016,
 * without chance: the same row always gets the same answer). The columns of the groups need not be features of the classifier, but
 * must be among the columns that are asked.
 */
export const groupThresholded: PredictorDefinition<GroupThresholdedParams, GroupThresholdedState> = {
  kind: 'predictor',
  name: 'group_thresholded',
  version: 1,
  description: 'A classifier of two classes that answers above a threshold of its own for each group of rows.',
  tasks: ['binary'],
  tags: { allowsMissing: true, rawColumns: true, sampleWeight: 'exact', usesRng: true, heavy: true, decides: true },
  params: groupThresholdedParams,
  state: z.strictObject({ model: z.looseObject({ name: z.string() }).transform(checkFitted), rule: groupRule }),

  fit(input, { estimator, rule }, ctx) {
    checkRule(rule);
    return { model: fitEstimator(estimator, input, ctx), rule };
  },

  predict({ model, rule }, X) {
    return decided(rule, predictWith(model, X), X);
  },

  importance: ({ model }) => importanceOf(model) ?? [],
};

/** The fitted estimator around a fitted classifier, as `fit` makes it with these params. @throws PARAM_INVALID */
export function groupThresholdedOf(params: Readonly<Record<string, unknown>>, model: FittedEstimator): FittedEstimator {
  const { name, version } = groupThresholded;
  const checked = checkParams(groupThresholded, params);
  checkRule(checked.rule);
  return { name, version, params: checked as Packable, state: { model, rule: checked.rule } };
}

/** What the same fitted estimator answers when no group has a threshold of its own; undefined for any other estimator. */
export function withoutGroups(fitted: FittedEstimator, X: Table): Predictions | undefined {
  if (fitted.name !== groupThresholded.name) return undefined;
  const { model, rule } = fitted.state as GroupThresholdedState;
  return decided({ ...rule, groups: [] }, predictWith(model, X), X);
}

function decided(rule: GroupRule, predictions: Predictions, X: Table): Predictions {
  const { probabilities } = predictions;
  return probabilities ? { ...predictions, values: decideByGroup(rule, X, probabilities[1]) } : predictions;
}

function checkRule({ columns, groups }: GroupRule): void {
  const others = groups.filter(({ values }) => values.length !== columns.length).length;
  if (others === 0) return;
  const law = `groups with ${columns.length} value(s), one for each column`;
  throw new ModelwrightError('PARAM_INVALID', { name: 'rule', law, value: `${others} other(s)` });
}
