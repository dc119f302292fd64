/** Logistic regression with L1 and L2 penalties for two or more classes, as scikit-learn's LogisticRegression. */
import { z } from 'zod';
import type { NumberColumn } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';
import { classPredictions } from '../class-predictions.ts';
import type { EstimatorDefinition, FitContext, FitInput, PredictorDefinition } from '../estimator.ts';
import { moments } from '../preprocess/moments.ts';
import { designMatrix } from './design-matrix.ts';
import { type LinearState, linearImportance, linearRowPredictor, linearState, margins } from './linear-model.ts';
import { binaryLogLoss, type LabelledRows, softmaxInPlace, softmaxLogLoss, withL2 } from './log-loss.ts';
import { minimise, type NewtonOptions } from './newton.ts';
import { minimiseSparse } from './sparse-log-loss.ts';

type LogisticParams = {
  readonly C: number;
  readonly l1Ratio: number;
  readonly maxIterations: number;
  readonly tolerance: number;
};

/**
 * Minimises C sum w loss + l1Ratio |b|_1 + (1 - l1Ratio) / 2 |b|^2; intercepts are not penalised. Columns are centred inside, which changes the intercepts'
 * meaning during the fit only. Classes that no row has get probability 0.
 */
export const logistic: PredictorDefinition<LogisticParams, LinearState> = {
  kind: 'predictor',
  name: 'logistic',
  version: 1,
  description: 'Logistic regression with L2 and L1 penalties; multinomial for more than two classes.',
  tasks: ['binary', 'multiclass'],
  tags: { sampleWeight: 'exact' },
  params: z.strictObject({
    C: z.number().min(1e-10).max(1e10).default(1).describe('inverse weight of the penalty; larger fits closer'),
    l1Ratio: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe('share of the L1 penalty, which leaves out columns; 0 is ridge'),
    maxIterations: z.int().min(1).max(100_000).default(100).describe('most Newton steps'),
    tolerance: z
      .number()
      .min(1e-15)
      .max(1)
      .default(1e-6)
      .describe('stops when the gradient of the mean loss, against the root of its curvature, is below it'),
  }),
  state: linearState,
  searchSpace: { C: { type: 'float', low: 1e-4, high: 1e3, log: true } },

  fit(input, params, ctx) {
    const columns = input.X.columns as readonly NumberColumn[];
    const learned = columns.map(({ values }) => moments(values, input.sampleWeight));
    const features = columns.map(({ name }) => name);
    const scales = Float64Array.from(learned, ({ deviation }) => deviation);
    const means = Float64Array.from(learned, ({ mean }) => mean);
    const present = [...new Set(input.y)].sort((a, b) => a - b);
    if (input.task === 'binary' && present.length === 1) {
      const intercept = present[0] === 1 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
      return {
        features,
        scales,
        coefficients: new Float64Array(features.length),
        intercepts: Float64Array.of(intercept),
      };
    }
    const outputs = input.task === 'binary' ? [0] : present;
    const point = solve(input, means, outputs, params, ctx);
    return { features, scales, ...unpackPoint(point, means, outputs, input.task === 'binary' ? 1 : input.nClasses) };
  },

  predict(state, X) {
    return probabilitiesOf(margins(logistic as EstimatorDefinition, state, X));
  },

  rowPredictor: (state) => linearRowPredictor(state, Math.max(2, state.intercepts.length), probabilitiesOf),

  importance: linearImportance,
};

/** The best point: per output nFeatures coefficients of centred columns and an intercept. */
function solve(
  input: FitInput,
  means: Float64Array,
  outputs: readonly number[],
  { C, l1Ratio, maxIterations, tolerance }: LogisticParams,
  { onIteration }: FitContext,
): Float64Array {
  const rows = labelled(input.X, input.y!, means, outputs, input.sampleWeight);
  const loss = (of: LabelledRows) => (outputs.length === 1 ? binaryLogLoss(of) : softmaxLogLoss(of, outputs.length));
  const total = input.sampleWeight ? input.sampleWeight.reduce((sum, weight) => sum + weight, 0) : input.X.nRows;
  // Classes that training never saw have no loss at a point, so such rows are not watched.
  const watched = input.valid?.y.every((code) => outputs.length === 1 || outputs.includes(code))
    ? loss(labelled(input.valid.X, input.valid.y, means, outputs))
    : undefined;
  const penalty = 1 / (C * total);
  const options: NewtonOptions = {
    maxIterations,
    tolerance,
    onIteration:
      onIteration && ((iteration, at, value) => onIteration(iteration, watched ? watched.evaluate(at).value : value)),
  };
  const l2 = penalty * (1 - l1Ratio);
  if (l1Ratio > 0) return minimiseSparse(rows, outputs.length, { l1: penalty * l1Ratio, l2 }, options);
  return minimise(withL2(loss(rows), l2, means.length + 1), options);
}

function labelled(
  X: Table,
  y: Float64Array,
  means: Float64Array,
  outputs: readonly number[],
  sampleWeight?: Float64Array,
): LabelledRows {
  const total = sampleWeight ? sampleWeight.reduce((sum, weight) => sum + weight, 0) : X.nRows;
  return {
    design: designMatrix(X, means),
    y: outputs.length === 1 ? y : y.map((code) => outputs.indexOf(code)),
    weights: sampleWeight ? sampleWeight.map((weight) => weight / total) : new Float64Array(X.nRows).fill(1 / total),
  };
}

/** Coefficients and intercepts of the columns as they are, with a place for every class. */
function unpackPoint(point: Float64Array, means: Float64Array, outputs: readonly number[], nOutputs: number) {
  const p = means.length;
  const coefficients = new Float64Array(nOutputs * p);
  const intercepts = new Float64Array(nOutputs).fill(Number.NEGATIVE_INFINITY);
  for (const [i, k] of outputs.entries()) {
    const part = point.subarray(i * (p + 1), (i + 1) * (p + 1));
    coefficients.set(part.subarray(0, p), k * p);
    intercepts[k] = part[p];
    for (let j = 0; j < p; j++) intercepts[k] -= part[j] * means[j];
  }
  if (outputs.length > 1) {
    // Adding a number to all intercepts changes nothing; the one that makes their sum 0 is the convention.
    const shift = outputs.reduce((sum, k) => sum + intercepts[k], 0) / outputs.length;
    for (const k of outputs) intercepts[k] -= shift;
  }
  return { coefficients, intercepts };
}

/** A single margin is the second class's against zero for the first: both probabilities keep their digits near 0. */
function probabilitiesOf(perOutput: Float64Array[]): Predictions {
  const nRows = perOutput[0].length;
  const perClass = perOutput.length === 1 ? [new Float64Array(nRows), perOutput[0]] : perOutput;
  for (let row = 0; row < nRows; row++) softmaxInPlace(perClass, row);
  return classPredictions(perClass);
}
