/**
 * Batch normalisation (Ioffe and Szegedy 2015): while a network learns, what its rectified units say is brought to mean 0 and deviation
 * 1 over each batch, times a gain, and moved by a shift. Afterwards all of it goes into the weights of the next layer.
 */
import type { KernelFunctions } from '../tree/kernel.ts';
import type { Layer } from './network.ts';
import type { Block } from './training-arena.ts';

/** The normalisation of one hidden layer in training: a number per unit, but for the units themselves. */
export interface BatchNorm {
  /** batch x units: what is normalised. */
  readonly units: Block;
  /** Of the batch at hand. */
  readonly means: Block;
  readonly variances: Block;
  /** Followed from batch to batch: what stands in for a batch when rows are answered. */
  readonly followedMeans: Block;
  readonly followedVariances: Block;
  readonly gains: Block;
  readonly shifts: Block;
  readonly gainGradients: Block;
  readonly shiftGradients: Block;
  /** First and second moments of Adam. */
  readonly gainMoments: readonly [Block, Block];
  readonly shiftMoments: readonly [Block, Block];
}

/** Blocks of a number per unit. */
const vectors = 12;

/** Numbers and blocks that `openBatchNorm` asks for. */
export function batchNormRoom(units: number, batch: number): { readonly numbers: number; readonly blocks: number } {
  return { numbers: units * (batch + vectors), blocks: vectors + 1 };
}

/** The share of the way that what is followed goes to each batch. */
const followShare = 0.1;

/** As kernel/batch-norm.ts has it. */
const leastVariance = 1e-5;

/** @param block gives zeroed room for so many numbers. */
export function openBatchNorm(units: number, batch: number, block: (n: number) => Block): BatchNorm {
  const vector = () => block(units);
  const norm: BatchNorm = {
    units: block(units * batch),
    means: vector(),
    variances: vector(),
    followedMeans: vector(),
    followedVariances: vector(),
    gains: vector(),
    shifts: vector(),
    gainGradients: vector(),
    shiftGradients: vector(),
    gainMoments: [vector(), vector()],
    shiftMoments: [vector(), vector()],
  };
  norm.followedVariances.values.fill(1);
  norm.gains.values.fill(1);
  return norm;
}

/** Normalises the units of a batch into `target`, all `batch` rows by the moments of the first `nRows`, and follows these. */
export function normaliseBatch(
  kernel: KernelFunctions,
  norm: BatchNorm,
  target: number,
  { batch, nRows }: { readonly batch: number; readonly nRows: number },
): void {
  const { units, means, variances, followedMeans, followedVariances, gains, shifts } = norm;
  const width = gains.values.length;
  kernel.columnMoments(means.at, variances.at, units.at, nRows, width);
  kernel.followMean(followedMeans.at, means.at, width, followShare);
  kernel.followMean(followedVariances.at, variances.at, width, followShare);
  kernel.normaliseColumns(target, units.at, batch, width, means.at, variances.at, gains.at, shifts.at);
}

/** Normalises the units of rows that nothing is learned from, by what was followed. */
export function normaliseFollowed(kernel: KernelFunctions, norm: BatchNorm, target: number, nRows: number): void {
  const { units, followedMeans, followedVariances, gains, shifts } = norm;
  const width = gains.values.length;
  const [means, variances] = [followedMeans.at, followedVariances.at];
  kernel.normaliseColumns(target, units.at, nRows, width, means, variances, gains.at, shifts.at);
}

/** Turns the errors of normalised units into those of what was rectified, in place; notes the gradients of gains and shifts. */
export function normaliseErrors(kernel: KernelFunctions, norm: BatchNorm, errors: number, nRows: number): void {
  const { units, means, variances, gains, gainGradients, shiftGradients } = norm;
  const width = gains.values.length;
  const [ofGains, ofShifts] = [gainGradients.at, shiftGradients.at];
  kernel.normaliseBack(errors, units.at, nRows, width, means.at, variances.at, gains.at, ofGains, ofShifts);
}

/** The layer that gives of plain units what `layer` gives of normalised ones. */
export function withoutNorm(layer: Layer, { followedMeans, followedVariances, gains, shifts }: BatchNorm): Layer {
  const { inputs, outputs } = layer;
  const weights = Float32Array.from(layer.weights);
  const biases = Float64Array.from(layer.biases);
  for (let i = 0; i < inputs; i++) {
    const factor = gains.values[i] / Math.sqrt(followedVariances.values[i] + leastVariance);
    const level = shifts.values[i] - followedMeans.values[i] * factor;
    for (let at = i * outputs, o = 0; o < outputs; at++, o++) {
      biases[o] += level * weights[at];
      weights[at] *= factor;
    }
  }
  return { inputs, outputs, weights, biases: Float32Array.from(biases) };
}
