/** Where the matrices of a network's training lie in the memory of the kernel. */
import { ModelwrightError } from '../../core/errors.ts';
import { type KernelFunctions, kernelFunctions, mostKernelBytes, openKernel } from '../tree/kernel.ts';
import { type BatchNorm, batchNormRoom, openBatchNorm } from './batch-norm.ts';
import { padded } from './blocks.ts';

/** A matrix in the kernel's memory: its address, and the same numbers for JavaScript. */
export interface Block {
  readonly at: number;
  readonly values: Float32Array;
}

/** One layer in training. */
export interface TrainedLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Block;
  readonly biases: Block;
  readonly weightGradients: Block;
  readonly biasGradients: Block;
  /** First and second moments of Adam, of weights and of biases. */
  readonly weightMoments: readonly [Block, Block];
  readonly biasMoments: readonly [Block, Block];
  /** outputs x inputs. */
  readonly transposed: Block;
}

export interface Arena {
  readonly kernel: KernelFunctions;
  readonly layers: readonly TrainedLayer[];
  /** batch x units of each layer's inputs, and of the last one's outputs. */
  readonly units: readonly Block[];
  /** Of the same shapes: how the loss changes with a unit. */
  readonly errors: readonly Block[];
  /** The widest units, column by column. */
  readonly turned: Block;
  /** Of the outputs of each hidden layer; absent: they are not normalised. */
  readonly norms?: readonly BatchNorm[];
}

/**
 * Zeroed room for the training of layers of the given widths (inputs first, outputs last; multiples of 8).
 *
 * @param batchNorm Whether hidden units are normalised.
 * @throws VALUE_INVALID when the kernel cannot have so much.
 */
export function openArena(widths: readonly number[], batch: number, batchNorm: boolean): Arena {
  const shapes = widths.slice(1).map((outputs, l) => ({ inputs: widths[l], outputs }));
  const weights = shapes.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
  const biases = shapes.reduce((sum, { outputs }) => sum + outputs, 0);
  const units = widths.reduce((sum, width) => sum + width * batch, 0);
  const rooms = batchNorm ? widths.slice(1, -1).map((width) => batchNormRoom(width, batch)) : [];
  const ofNorms = rooms.reduce((sum, { numbers }) => sum + numbers, 0);
  const blocks = 12 * widths.length + rooms.reduce((sum, room) => sum + room.blocks, 0);
  const numbers = 5 * weights + 4 * biases + 2 * units + Math.max(...widths) * batch + ofNorms;
  const firstByte = 1024;
  const bytes = firstByte + 4 * numbers + 16 * blocks;
  if (bytes > mostKernelBytes()) {
    const law = `at most ${mostKernelBytes()} bytes of matrices`;
    throw new ModelwrightError('VALUE_INVALID', { what: 'a network', law, value: `${bytes} bytes` });
  }
  const source = openKernel(bytes);
  let next = firstByte;
  const block = (n: number): Block => {
    const at = next;
    next += padded(4 * n, 16);
    return { at, values: new Float32Array(source.buffer, at, n) };
  };
  const layers = shapes.map(({ inputs, outputs }): TrainedLayer => {
    const matrix = () => block(inputs * outputs);
    const vector = () => block(outputs);
    return {
      inputs,
      outputs,
      weights: matrix(),
      biases: vector(),
      weightGradients: matrix(),
      biasGradients: vector(),
      weightMoments: [matrix(), matrix()],
      biasMoments: [vector(), vector()],
      transposed: matrix(),
    };
  });
  const perUnit = () => widths.map((width) => block(width * batch));
  const [ofUnits, ofErrors] = [perUnit(), perUnit()];
  const turned = block(Math.max(...widths) * batch);
  const norms = batchNorm ? widths.slice(1, -1).map((width) => openBatchNorm(width, batch, block)) : undefined;
  return { kernel: kernelFunctions(source), layers, units: ofUnits, errors: ofErrors, turned, norms };
}
