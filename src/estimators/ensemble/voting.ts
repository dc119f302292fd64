/** Voting: the weighted mean of several estimators' predictions, each fitted once or once per fold. */
import { z } from 'zod';
import type { Packable } from '../../core/pack.ts';
import { tasks } from '../../table/task.ts';
import { checkParams } from '../check-params.ts';
import type { FittedEstimator, PredictorDefinition } from '../estimator.ts';
import { importanceOf } from '../fit.ts';
import {
  askMember,
  type FittedMember,
  fitMember,
  fitOnAllRows,
  fittedMember,
  foldsFor,
  memberSpec,
  mostFolds,
} from './member.ts';
import { mixPredictions } from './mix-predictions.ts';
import { mixRowModels } from './mix-row-models.ts';

const votingParams = z.strictObject({
  members: z
    .array(
      z.strictObject({
        estimator: memberSpec,
        weight: z
          .number()
          .gt(0)
          .max(1e9)
          .default(1)
          .describe('share of this member in the mean, before dividing by all'),
      }),
    )
    .min(1)
    .max(1000)
    .describe('estimators by name with their params, and their weights'),
  folds: z
    .int()
    .min(0)
    .max(mostFolds)
    .default(0)
    .describe(
      '2 or more: each member is fitted once per fold on the other folds, watching the fold for early stopping, and is the mean of these models; 0: on all rows',
    ),
  wholeFits: z
    .int()
    .min(0)
    .max(mostFolds)
    // Filled in, it would change the recorded parameters of what earlier builds made.
    .optional()
    .meta({
      default: 0,
      description:
        'fits of each member on all rows, each with random numbers of its own, of which those that differ are kept: besides folds they have half of the weight of the member, and as many rounds as the models of the folds kept (boosting more, by the rows); without folds there is at least one',
    }),
});

type VotingParams = z.output<typeof votingParams>;
export type VotingState = { readonly members: readonly FittedMember[] };

/**
 * Soft voting (weights as in Caruana et al. 2004, where a search chooses them); with folds each member is bagged by
 * cross-validation (Parmanto et al. 1996), so that every training row has a prediction by models that did not learn from it.
 */
export const voting: PredictorDefinition<VotingParams, VotingState> = {
  kind: 'predictor',
  name: 'voting',
  version: 1,
  description: 'The weighted mean of the predictions of several estimators, each fitted once or once per fold.',
  tasks,
  tags: { allowsMissing: true, rawColumns: true, sampleWeight: 'exact', usesRng: true, heavy: true },
  params: votingParams,
  state: z.strictObject({ members: z.array(fittedMember).min(1) }),

  fit(input, { members, folds, wholeFits = 0 }, ctx) {
    const parts = foldsFor(input, folds, ctx);
    const fitted: FittedMember[] = [];
    let fits = 0;
    let goOn = true;
    for (const { estimator, weight } of members) {
      const askToGoOn = () => {
        goOn = ctx.onIteration?.(fits++, Number.NaN) !== false;
        return goOn;
      };
      const of = { spec: estimator, input, folds: parts, ctx, goOn: askToGoOn };
      const models = fitMember(of, Math.max(1, wholeFits));
      fitted.push({ weight, models });
      if (!goOn) break;
      if (parts.length === 0 || wholeFits === 0) continue;
      fitted.push({ weight, models: fitOnAllRows(of, models, wholeFits) });
      if (!goOn) break;
    }
    return { members: fitted };
  },

  predict({ members }, X) {
    return mixPredictions(members.map(({ weight, models }) => ({ weight, predictions: askMember(models, X) })));
  },

  rowModel({ members }, rows) {
    const parts = members.map(({ weight, models }) => {
      const ofMember = models.map((model) => ({ weight: 1, model: rows.model(model) }));
      return { weight, model: mixRowModels(ofMember) };
    });
    return mixRowModels(parts);
  },

  importance: ({ members }) => meanImportance(members),
};

/** The fitted ensemble of members that were fitted one by one, as `fit` would have made it. */
export function votingOf(params: Readonly<Record<string, unknown>>, members: readonly FittedMember[]): FittedEstimator {
  const { name, version } = voting;
  return { name, version, params: checkParams(voting, params) as Packable, state: { members } };
}

/** The weighted mean of the members' shares; of those that have some. */
export function meanImportance(members: readonly FittedMember[]): { feature: string; share: number }[] {
  const sums = new Map<string, number>();
  let total = 0;
  for (const { weight, models } of members) {
    for (const model of models) {
      const shares = importanceOf(model);
      if (!shares) continue;
      const part = weight / models.length;
      total += part;
      for (const { feature, share } of shares) sums.set(feature, (sums.get(feature) ?? 0) + part * share);
    }
  }
  return [...sums].map(([feature, sum]) => ({ feature, share: sum / total }));
}
