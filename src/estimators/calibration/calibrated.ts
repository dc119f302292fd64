/** A classifier whose probabilities are calibrated on rows that it did not learn from. */
import { z } from 'zod';
import { classPredictions } from '../class-predictions.ts';
import { memberSpec, mostFolds } from '../ensemble/member.ts';
import type { FittedEstimator, PredictorDefinition } from '../estimator.ts';
import { checkFitted, importanceOf, predictWith } from '../fit.ts';
import { type Calibrator, calibrate, calibrationMethods, calibratorState, fitCalibrator } from './calibrator.ts';
import { chooseCalibrator } from './choose-calibrator.ts';
import { fitOnAll, outOfFold, rowsOf } from './out-of-fold.ts';

const calibratedParams = z.strictObject({
  estimator: memberSpec.describe('the classifier by name with its params'),
  method: z
    .enum(['auto', ...calibrationMethods])
    .default('auto')
    .describe('auto: the one with the lowest cross-validated log loss, none unless another is clearly better'),
  folds: z
    .int()
    .min(2)
    .max(mostFolds)
    .default(5)
    .describe('folds whose held-out rows the calibrator learns from; the classifier itself is fitted on all rows'),
});

type CalibratedParams = z.output<typeof calibratedParams>;
export type CalibratedState = { readonly model: FittedEstimator; readonly calibrator: Calibrator };

/** As scikit-learn's CalibratedClassifierCV with `ensemble=False`: one model, one calibrator from out-of-fold predictions. */
export const calibrated: PredictorDefinition<CalibratedParams, CalibratedState> = {
  kind: 'predictor',
  name: 'calibrated',
  version: 1,
  description: 'A classifier whose probabilities are calibrated on out-of-fold predictions.',
  tasks: ['binary', 'multiclass'],
  tags: { allowsMissing: true, rawColumns: true, sampleWeight: 'exact', usesRng: true, heavy: true },
  params: calibratedParams,
  state: z.strictObject({
    model: z.looseObject({ name: z.string() }).transform(checkFitted),
    calibrator: calibratorState,
  }),

  fit(input, { estimator, method, folds }, ctx) {
    const model = fitOnAll(estimator, input, ctx);
    const { rows, predictions } = outOfFold(estimator, input, folds, ctx);
    const probabilities = predictions?.probabilities;
    if (!probabilities || probabilities.length < 2) return { model, calibrator: { method: 'none' } };
    const yTrue = rowsOf(input.y!, rows);
    const weights = input.sampleWeight && rowsOf(input.sampleWeight, rows);
    const calibrator =
      method === 'auto'
        ? chooseCalibrator(yTrue, probabilities, weights).calibrator
        : fitCalibrator(method, yTrue, probabilities, weights);
    return { model, calibrator };
  },

  predict({ model, calibrator }, X) {
    const predictions = predictWith(model, X);
    if (calibrator.method === 'none' || !predictions.probabilities) return predictions;
    return classPredictions(calibrate(calibrator, predictions.probabilities));
  },

  importance: ({ model }) => importanceOf(model) ?? [],
};
