/** A predictor that says with each prediction where the truth is. */
import { z } from 'zod';
import { tasks } from '../../table/task.ts';
import { fitOnAll, outOfFold, rowsOf } from '../calibration/out-of-fold.ts';
import { askMember, memberSpec, mostFolds } from '../ensemble/member.ts';
import { meanImportance } from '../ensemble/voting.ts';
import type { FittedEstimator, PredictorDefinition } from '../estimator.ts';
import { checkFitted, predictWith } from '../fit.ts';
import { setMethods } from './class-scores.ts';
import { type CrossResiduals, crossResidualsState, fitCrossConformal, predictCrossInterval } from './cross-interval.ts';
import { addRegions, type Uncertainty, uncertaintyFrom, uncertaintyState, unknownRegions } from './uncertainty.ts';

const conformalParams = z.strictObject({
  estimator: memberSpec.describe('the predictor by name with its params'),
  coverage: z.number().gt(0).lt(1).default(0.9).describe('chance with which intervals or sets are to hold the truth'),
  method: z
    .enum(['auto', 'cv_plus', ...setMethods])
    .default('auto')
    .describe(
      'auto: residuals of out-of-fold predictions (regression) or lac (classes), around the fit on all rows; cv_plus: regression by the models of the folds',
    ),
  folds: z.int().min(2).max(mostFolds).default(5).describe('folds whose held-out rows the scores come from'),
});

type ConformalParams = z.output<typeof conformalParams>;
export type ConformalState = {
  /** The fit on all rows, or one per fold for cv_plus. */
  readonly models: readonly FittedEstimator[];
  readonly coverage: number;
  /** Null where no row could be held out. */
  readonly uncertainty: Uncertainty | null;
  readonly residuals: CrossResiduals | null;
};

/** See uncertaintyFrom, fitCrossConformal. Scores for several coverages from one model belong into its artifact instead. */
export const conformal: PredictorDefinition<ConformalParams, ConformalState> = {
  kind: 'predictor',
  name: 'conformal',
  version: 1,
  description:
    'Predictions with an interval or a set of classes each, by conformal prediction over out-of-fold scores.',
  tasks,
  tags: { allowsMissing: true, rawColumns: true, sampleWeight: 'exact', usesRng: true, heavy: true },
  params: conformalParams,
  state: z.strictObject({
    models: z
      .array(z.unknown())
      .min(1)
      .transform((models) => models.map(checkFitted)),
    coverage: z.number().gt(0).lt(1),
    uncertainty: uncertaintyState.nullable(),
    residuals: crossResidualsState.nullable(),
  }),

  fit(input, { estimator, coverage, method, folds }, ctx) {
    const task = input.task!;
    const { models, rows, foldOf, predictions } = outOfFold(estimator, input, folds, ctx);
    const yTrue = rowsOf(input.y!, rows);
    if (task === 'regression' && method === 'cv_plus' && predictions) {
      const residuals = fitCrossConformal(yTrue, predictions.values, foldOf);
      return { models, coverage, uncertainty: null, residuals };
    }
    const score = setMethods.find((name) => name === method);
    const isSound = predictions && (predictions.probabilities?.length ?? 2) > 1;
    const uncertainty = isSound ? uncertaintyFrom(predictions, yTrue, task, { method: score }) : undefined;
    return { models: [fitOnAll(estimator, input, ctx)], coverage, uncertainty: uncertainty ?? null, residuals: null };
  },

  predict({ models, coverage, uncertainty, residuals }, X) {
    if (residuals) {
      const said = models.map((model) => predictWith(model, X).values);
      return { ...askMember(models, X), interval: predictCrossInterval(residuals, said, coverage) };
    }
    const predictions = predictWith(models[0], X);
    return uncertainty ? addRegions(uncertainty, predictions, X, coverage) : unknownRegions(predictions, coverage);
  },

  importance: ({ models }) => meanImportance([{ weight: 1, models }]),
};
