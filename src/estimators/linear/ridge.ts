/** Linear regression with an L2 penalty, in closed form, as scikit-learn's Ridge. */
import { z } from 'zod';
import type { EstimatorDefinition, PredictorDefinition } from '../estimator.ts';
import { type Centred, centred, interceptOf } from './centred.ts';
import { combination, gramMatrix, innerProducts } from './gram.ts';
import { type LinearState, linearImportance, linearRowPredictor, linearState, margins } from './linear-model.ts';
import { solveNormalEquations } from './normal-equations.ts';
import { solveLeastSquares } from './pivoted-qr.ts';

type RidgeParams = { readonly alpha: number };

/** Minimises sum w (y - x b - a)^2 + alpha |b|^2; the intercept a is not penalised. */
export const ridge: PredictorDefinition<RidgeParams, LinearState> = {
  kind: 'predictor',
  name: 'ridge',
  version: 1,
  description: 'Linear regression with an L2 penalty, solved exactly.',
  tasks: ['regression'],
  tags: { sampleWeight: 'exact' },
  params: z.strictObject({
    alpha: z.number().min(0).max(1e12).default(1).describe('weight of the L2 penalty; 0 is ordinary least squares'),
  }),
  state: linearState,
  searchSpace: { alpha: { type: 'float', low: 1e-3, high: 1e4, log: true } },

  fit(input, { alpha }) {
    const data = centred(input);
    const coefficients = solve(data, alpha);
    return {
      features: data.features,
      coefficients,
      intercepts: Float64Array.of(interceptOf(data, coefficients)),
      scales: data.scales,
    };
  },

  predict(state, X) {
    return { values: margins(ridge as EstimatorDefinition, state, X)[0] };
  },

  rowPredictor: (state) => linearRowPredictor(state, 0, ([values]) => ({ values })),

  importance: linearImportance,
};

function solve(data: Centred, alpha: number): Float64Array {
  const { columns, target } = data;
  if (columns.length === 0) return new Float64Array();
  return (
    (columns.length > target.length ? solveDual(data, alpha) : solvePrimal(data, alpha)) ?? solveAugmented(data, alpha)
  );
}

function solvePrimal({ columns, target }: Centred, alpha: number): Float64Array | undefined {
  return solveNormalEquations(withPenalty(gramMatrix(columns), alpha), innerProducts(target, columns));
}

/** More columns than rows: the coefficients are a combination of the rows, found from a system of nRows equations. */
function solveDual({ columns, target }: Centred, alpha: number): Float64Array | undefined {
  const rows = Array.from(target, (_, row) => Float64Array.from(columns, (column) => column[row]));
  const dual = solveNormalEquations(withPenalty(gramMatrix(rows), alpha), target);
  return dual && combination(rows, dual, columns.length);
}

/** The penalty as further rows of a least-squares problem: each pulls one coefficient to zero. */
function solveAugmented({ columns, target }: Centred, alpha: number): Float64Array {
  const extra = alpha > 0 ? columns.length : 0;
  const augmented = columns.map((column, j) => {
    const longer = new Float64Array(column.length + extra);
    longer.set(column);
    if (extra > 0) longer[column.length + j] = Math.sqrt(alpha);
    return longer;
  });
  const right = new Float64Array(target.length + extra);
  right.set(target);
  return solveLeastSquares(augmented, right);
}

function withPenalty(gram: Float64Array, alpha: number): Float64Array {
  const n = Math.sqrt(gram.length);
  for (let i = 0; i < n; i++) gram[i * n + i] += alpha;
  return gram;
}
