/** The weights that boosting learns with: those of the rows times those of their classes. */
import { ModelwrightError } from '../../core/errors.ts';
import { sum } from '../../math/reduce.ts';
import type { FitInput } from '../estimator.ts';
import type { GbdtParams } from './gbdt-params.ts';

/**
 * One weight per row; undefined where all are 1. 'balanced' gives each class that occurs the same share of the total.
 *
 * @throws PARAM_INVALID when the task has no such classes.
 */
export function trainingWeights(
  { y, task, sampleWeight }: FitInput,
  { classWeight, scalePosWeight }: GbdtParams,
): Float64Array | undefined {
  if (classWeight === 'none' && scalePosWeight === 1) return sampleWeight;
  if (classWeight !== 'none' && task === 'regression') refuse('classWeight', 'none for task regression', classWeight);
  if (scalePosWeight !== 1 && task !== 'binary') refuse('scalePosWeight', `1 for task ${task}`, scalePosWeight);
  const factors = classWeight === 'none' ? new Map<number, number>() : balanced(y!, sampleWeight);
  return y!.map((code, row) => {
    const positive = task === 'binary' && code === 1 ? scalePosWeight : 1;
    return (sampleWeight ? sampleWeight[row] : 1) * (factors.get(code) ?? 1) * positive;
  });
}

/** n / (K n_k) by class code; n and n_k are sums of weights, K counts the classes that occur. */
function balanced(y: Float64Array, sampleWeight?: Float64Array): Map<number, number> {
  const weights = sampleWeight ?? new Float64Array(y.length).fill(1);
  const total = sum(weights);
  const codes = [...new Set(y)];
  return new Map(
    codes.map((code) => {
      const ofClass = sum(weights.map((weight, row) => (y[row] === code ? weight : 0)));
      return [code, total / codes.length / ofClass];
    }),
  );
}

function refuse(param: string, law: string, value: string | number): never {
  throw new ModelwrightError('PARAM_INVALID', { name: `gbdt.${param}`, law, value: String(value) });
}
