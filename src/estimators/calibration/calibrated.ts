/** A classifier whose probabilities are calibrated on rows that it did not learn from. */
import { z } from 'zod';
import type { Packable } from '../../core/pack.ts';
import type { Predictions } from '../../table/task.ts';
import { checkParams } from '../check-params.ts';
import { classPredictions } from '../class-predictions.ts';
import { memberSpec, mostFolds } from '../ensemble/member.ts';
import type { FittedEstimator, PredictorDefinition } from '../estimator.ts';
import { checkFitted, fitEstimator, importanceOf, predictWith } from '../fit.ts';
import { calibrate } from './apply-calibrator.ts';
import { type Calibrator, calibrationMethods, calibratorState, fitCalibrator } from './calibrator.ts';
import { calibratorFor, calibratorFrom, calibratorParam } from './calibrator-param.ts';
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
  calibrator: calibratorParam
    .nullable()
    .default(null)
    .describe('one that was learned elsewhere: nothing is held out then, and method and folds have no say'),
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

  fit(input, { estimator, method, folds, calibrator: given }, ctx) {
    if (given) {
      const calibrator = calibratorFor(given, input.nClasses);
      return { model: fitEstimator(estimator, input, ctx), calibrator };
    }
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
    return recalibrated(calibrator, predictWith(model, X));
  },

  importance: ({ model }) => importanceOf(model) ?? [],
};

/** The fitted estimator around a fitted classifier, as `fit` makes it with these params, which hold a calibrator. */
export function recalibratedOf(params: Readonly<Record<string, unknown>>, model: FittedEstimator): FittedEstimator {
  const { name, version } = calibrated;
  const checked = checkParams(calibrated, params);
  const calibrator = checked.calibrator ? calibratorFrom(checked.calibrator) : ({ method: 'none' } as const);
  return { name, version, params: checked as Packable, state: { model, calibrator } };
}

/** The same predictions with calibrated probabilities and the answers that follow from them. */
export function recalibrated(calibrator: Calibrator, predictions: Predictions): Predictions {
  const { probabilities } = predictions;
  if (calibrator.method === 'none' || !probabilities) return predictions;
  return classPredictions(calibrate(calibrator, probabilities));
}
