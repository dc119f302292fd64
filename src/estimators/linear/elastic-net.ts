/** Linear regression with L1 and L2 penalties by coordinate descent (Friedman, Hastie, Tibshirani 2010), as scikit-learn's ElasticNet. */
import { z } from 'zod';
import type { EstimatorDefinition, PredictorDefinition } from '../estimator.ts';
import { centred, interceptOf } from './centred.ts';
import { descend } from './coordinate-descent.ts';
import { type LinearState, linearImportance, linearRowPredictor, linearState, margins } from './linear-model.ts';

type ElasticNetParams = {
  readonly alpha: number;
  readonly l1Ratio: number;
  readonly maxIterations: number;
  readonly tolerance: number;
};

/** Minimises sum w (y - x b - a)^2 / (2 sum w) + alpha l1Ratio |b|_1 + alpha (1 - l1Ratio) / 2 |b|^2. */
export const elasticNet: PredictorDefinition<ElasticNetParams, LinearState> = {
  kind: 'predictor',
  name: 'elastic_net',
  version: 1,
  description: 'Linear regression with L1 and L2 penalties; leaves out columns that do not help.',
  tasks: ['regression'],
  tags: { sampleWeight: 'exact' },
  params: z.strictObject({
    alpha: z.number().min(0).max(1e12).default(1).describe('weight of both penalties'),
    l1Ratio: z.number().min(0).max(1).default(0.5).describe('share of the L1 penalty; 1 is the lasso'),
    maxIterations: z.int().min(1).max(1_000_000).default(1000).describe('most sweeps over the columns'),
    tolerance: z
      .number()
      .min(1e-15)
      .max(1)
      .default(1e-6)
      .describe('stops when no coefficient moves the fit by more, in standard deviations of the target'),
  }),
  state: linearState,
  searchSpace: {
    alpha: { type: 'float', low: 1e-4, high: 10, log: true },
    l1Ratio: { type: 'float', low: 0.05, high: 1 },
  },

  fit(input, { alpha, l1Ratio, maxIterations, tolerance }, { onIteration }) {
    const data = centred(input);
    const coefficients = descend({
      columns: data.columns,
      target: data.target,
      l1: alpha * l1Ratio * data.totalWeight,
      l2: alpha * (1 - l1Ratio) * data.totalWeight,
      smallestMove: tolerance * data.targetScale * Math.sqrt(data.totalWeight),
      maxSweeps: maxIterations,
      onSweep: onIteration && ((sweep, squaredError) => onIteration(sweep, squaredError / data.totalWeight)),
    });
    return {
      features: data.features,
      coefficients,
      intercepts: Float64Array.of(interceptOf(data, coefficients)),
      scales: data.scales,
    };
  },

  predict(state, X) {
    return { values: margins(elasticNet as EstimatorDefinition, state, X)[0] };
  },

  rowPredictor: (state) => linearRowPredictor(state, 0, ([values]) => ({ values })),

  importance: linearImportance,
};
