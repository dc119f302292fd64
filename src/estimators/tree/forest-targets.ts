/** What the trees of a forest learn: targets and weights as whole numbers, so that sums do not depend on the order of rows. */
import { sum, weightedSum } from '../../math/reduce.ts';
import type { FitInput } from '../estimator.ts';
import { exponentOf, largestSize, powerOfTwo, tamingFactor } from './exponent.ts';
import type { ForestLayout } from './forest-memory.ts';
import { gradientUnit, hessianUnit } from './grid-unit.ts';
import type { Views } from './training-memory.ts';

/** How the sums of a leaf become its value. */
export interface LeafRule {
  /** 1: a number, or the share of class 1; else one share per class. */
  readonly nOutputs: number;
  /** What the gradients are distances to, in scaled units. */
  readonly centre: number;
  /** Gradient grid unit over weight grid unit, in scaled units. */
  readonly ratio: number;
  /** Scaled units per unit of y: a power of two, 1 for all but absurd targets. */
  readonly factor: number;
  readonly isShare: boolean;
}

/** One output for numbers and for two classes, else one per class. */
export function outputsOf({ task, nClasses }: Pick<FitInput, 'task' | 'nClasses'>): number {
  return task === 'multiclass' ? nClasses : 1;
}

/** Weights of the rows; `balanced` makes the classes weigh alike (n / (classes present * rows of the class)). */
export function rowWeights({ y, nClasses, sampleWeight }: FitInput, balanced: boolean): Float64Array {
  const nRows = y!.length;
  const weights = sampleWeight ? sampleWeight.slice() : new Float64Array(nRows).fill(1);
  if (!balanced || nClasses === 0) return weights;
  const counts = new Float64Array(nClasses);
  for (const code of y!) counts[code]++;
  const present = counts.reduce((n, count) => n + Number(count > 0), 0);
  for (let row = 0; row < nRows; row++) weights[row] *= nRows / (present * counts[y![row]]);
  return weights;
}

/** Writes the targets and the addends that every tree begins with, and gives the rule of the leaves. */
export function writeTargets(
  { y, task }: FitInput,
  weights: Float64Array,
  nOutputs: number,
  { nRows, countBits, targets, base, rules }: ForestLayout,
  { f64, i32, u32 }: Views,
): LeafRule {
  const taming = tamingFactor(weights);
  const tamed = taming === 1 ? weights : weights.map((weight) => weight * taming);
  const allOne = weights.every((weight) => weight === 1);
  const weightUnit = allOne ? 1 : hessianUnit(largestSize(tamed), countBits);
  const factor = tamingFactor(y!);
  const scaled = factor === 1 ? y! : y!.map((value) => value * factor);
  f64.set(scaled, targets / 8);
  const centre = nOutputs > 1 ? 0 : roughly(weightedSum(scaled, tamed) / sum(tamed), largestSize(scaled));
  const gradients = scaled.map((value, row) => (value - centre) * tamed[row]);
  const unit = gradientUnit(largestSize(gradients), countBits);
  f64[rules / 8] = nOutputs > 1 ? weightUnit : unit;
  f64[rules / 8 + 1] = weightUnit;
  for (let row = 0; row < nRows; row++) {
    const first = nOutputs > 1 ? 8 * y![row] : Math.round(gradients[row] / unit);
    const second = Math.max(1, Math.round(tamed[row] / weightUnit));
    const at = base / 4 + 4 * row;
    for (const [word, value] of [first, second].entries()) {
      const high = Math.floor(value / 0x100000000);
      u32[at + 2 * word] = value - high * 0x100000000;
      i32[at + 2 * word + 1] = high;
    }
  }
  return { nOutputs, centre, ratio: unit / weightUnit, factor, isShare: task !== 'regression' };
}

/** The value of a leaf from its sums in grid units; in scaled units, so that sums over trees stay finite. */
export function valueOfLeaf({ centre, ratio, isShare }: LeafRule, gradient: number, weight: number): number {
  const value = centre + (gradient / weight) * ratio;
  return isShare ? Math.min(1, Math.max(0, value)) : value;
}

/** The mean to some 30 bits: the same however the rows were ordered when it was summed. */
function roughly(mean: number, largest: number): number {
  if (largest === 0) return 0;
  const step = powerOfTwo(Math.max(-1022, exponentOf(largest) - 30));
  return Math.round(mean / step) * step;
}
