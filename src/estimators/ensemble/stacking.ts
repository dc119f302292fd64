/** Stacking: a final estimator that learns from what several estimators say about rows that they did not learn from. */
import { z } from 'zod';
import type { Packable } from '../../core/pack.ts';
import { takeRows } from '../../table/table.ts';
import { tasks } from '../../table/task.ts';
import { checkParams } from '../check-params.ts';
import type { FitContext, FitInput, FittedEstimator, Fold, PredictorDefinition } from '../estimator.ts';
import { checkFitted, fitEstimator, importanceOf, predictWith } from '../fit.ts';
import { heldOutPredictions } from './held-out.ts';
import { askMember, type FittedMember, fitMember, fittedMember, foldsFor, memberSpec, mostFolds } from './member.ts';
import { opinionsTable, ownerOf } from './opinions-table.ts';
import { meanImportance } from './voting.ts';

const stackingParams = z.strictObject({
  members: z.array(memberSpec).min(1).max(1000).describe('estimators by name with their params'),
  final: memberSpec.describe("the estimator that learns from the members' predictions: log-odds, or numbers"),
  folds: z
    .int()
    .min(2)
    .max(mostFolds)
    .default(5)
    .describe('each member is fitted once per fold on the other folds, and is the mean of these models'),
});

type StackingParams = z.output<typeof stackingParams>;
export type StackingState = { readonly members: readonly FittedMember[]; readonly final: FittedEstimator };

/** Stacked generalisation (Wolpert 1992) on log-odds, with the members' fold models kept rather than fitted again. */
export const stacking: PredictorDefinition<StackingParams, StackingState> = {
  kind: 'predictor',
  name: 'stacking',
  version: 1,
  description: 'A final estimator fitted to the out-of-fold predictions of several others.',
  tasks,
  tags: { allowsMissing: true, rawColumns: true, sampleWeight: 'exact', usesRng: true, heavy: true },
  params: stackingParams,
  state: z.strictObject({
    members: z.array(fittedMember).min(1),
    final: z.looseObject({ name: z.string() }).transform(checkFitted),
  }),

  fit(input, { members, final, folds }, ctx) {
    const parts = foldsFor(input, folds, ctx);
    const models = members.map((estimator) =>
      fitMember({ spec: estimator, input, folds: parts, ctx, goOn: () => true }),
    );
    return { members: models.map(ofWeightOne), final: fitFinal(final, input, parts, models, ctx) };
  },

  predict({ members, final }, X) {
    return predictWith(final, opinionsTable(members.map(({ models }) => askMember(models, X))));
  },

  importance({ members, final }) {
    const shares = new Map(members.map((_, member) => [member, 0]));
    for (const { feature, share } of importanceOf(final) ?? []) {
      const member = ownerOf(feature);
      shares.set(member, (shares.get(member) ?? 0) + share);
    }
    return meanImportance(
      members.flatMap(({ models }, m) => {
        const weight = shares.get(m) ?? 0;
        return weight > 0 ? [{ weight, models }] : [];
      }),
    );
  },
};

const ofWeightOne = (models: readonly FittedEstimator[]): FittedMember => ({ weight: 1, models });

/** The fitted final estimator over members that were fitted on the folds; on rows that they did not learn from, where there are such. */
function fitFinal(
  spec: StackingParams['final'],
  input: FitInput,
  folds: readonly Fold[],
  models: readonly (readonly FittedEstimator[])[],
  ctx: FitContext,
): FittedEstimator {
  const { X, y, sampleWeight, task, nClasses } = input;
  const rng = ctx.rng.split('final');
  if (folds.length === 0) {
    const opinions = opinionsTable(models.map((ofMember) => askMember(ofMember, X)));
    return fitEstimator(spec, { X: opinions, y, sampleWeight, task, nClasses }, { rng });
  }
  const rows = Int32Array.from(folds.flatMap(({ valid }) => Array.from(valid))).sort((a, b) => a - b);
  const opinions = models.map((ofMember) =>
    heldOutPredictions(
      rows,
      folds,
      folds.map(({ valid }, fold) => predictWith(ofMember[fold], takeRows(X, valid))),
    ),
  );
  const taken = (values?: Float64Array) => values && Float64Array.from(rows, (row) => values[row]);
  const learned = { X: opinionsTable(opinions), y: taken(y), sampleWeight: taken(sampleWeight), task, nClasses };
  return fitEstimator(spec, learned, { rng });
}

/** The fitted stack of members and a final estimator that were fitted one by one, as `fit` would have made it. */
export function stackingOf(
  params: Readonly<Record<string, unknown>>,
  models: readonly (readonly FittedEstimator[])[],
  final: FittedEstimator,
): FittedEstimator {
  const checked = checkParams(stacking, params) as Packable;
  return {
    name: stacking.name,
    version: stacking.version,
    params: checked,
    state: { members: models.map(ofWeightOne), final },
  };
}
