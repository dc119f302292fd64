/** The weights that boosting learns with: those of the rows times those of their classes. */
import { ModelwrightError } from '../../core/errors.ts';
import { sum } from '../../math/reduce.ts';
import type { FitInput } from '../estimator.ts';
import { tamingFactor } from './exponent.ts';
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
  // Absurd weights are scaled first, so that the products stay finite.
  const scale = sampleWeight ? tamingFactor(sampleWeight) : 1;
  const weights = sampleWeight?.map((weight) => weight * scale) ?? new Float64Array(y!.length).fill(1);
  const ofClasses = classWeight === 'none' ? new Map<number, number>() : classSums(y!, weights);
  const share = ofClasses.size > 0 ? sum(weights) / ofClasses.size : 1;
  return weights.map((weight, row) => {
    const code = y![row];
    const positive = task === 'binary' && code === 1 ? scalePosWeight : 1;
    // n / (K n_k), in an order in which nothing overflows; a class whose weights are nothing beside others keeps them.
    const ofClass = ofClasses.get(code) || share;
    return (weight / ofClass) * share * positive;
  });
}

/** Sums of weights by class code; their number is that of the classes that occur. */
function classSums(y: Float64Array, weights: Float64Array): Map<number, number> {
  const sumOf = (code: number) => sum(weights.map((weight, row) => (y[row] === code ? weight : 0)));
  return new Map([...new Set(y)].map((code) => [code, sumOf(code)]));
}

function refuse(param: string, law: string, value: string | number): never {
  throw new ModelwrightError('PARAM_INVALID', { name: `gbdt.${param}`, law, value: String(value) });
}
