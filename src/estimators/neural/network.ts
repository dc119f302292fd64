/** A fully connected network with rectified hidden units: its layers, and its answers. */
import { type KernelFunctions, kernelFunctions, openKernel } from '../tree/kernel.ts';
import { padded, wholeBlocks } from './blocks.ts';

/** Weights (`inputs` x `outputs`, row by row) and biases, in single precision; all widths are multiples of 8. */
export type Layer = {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Float32Array;
  readonly biases: Float32Array;
};

/** Rows that are answered at a time. */
const mostRows = 256;

/** A network in the kernel's memory, ready to answer. */
interface Loaded {
  readonly kernel: KernelFunctions;
  readonly layers: readonly { readonly weights: number; readonly biases: number }[];
  /** Addresses of the units that a layer reads and of those that it writes, by turns. */
  readonly units: readonly [number, number];
  readonly numbers: Float32Array;
}

const loaded = new WeakMap<readonly Layer[], Loaded>();

/**
 * Outputs of the last layer for each row, in single precision as in training. The terms of a sum are added in the order of
 * the inputs, whatever the number of rows: a row's answer depends on the row alone.
 *
 * @param rows nRows x inputs of the first layer.
 * @returns nRows x outputs of the last layer.
 */
export function outputsOf(layers: readonly Layer[], rows: Float32Array, nRows: number): Float32Array {
  const network = loaded.get(layers) ?? load(layers);
  const { kernel, numbers } = network;
  const width = layers[0].inputs;
  const last = layers[layers.length - 1].outputs;
  const answers = new Float32Array(nRows * last);
  for (let from = 0; from < nRows; from += mostRows) {
    const n = Math.min(mostRows, nRows - from);
    const blocks = n === 1 ? 1 : padded(n, wholeBlocks.rows);
    let [read, write] = network.units;
    numbers.set(rows.subarray(from * width, (from + n) * width), read / 4);
    for (const [l, { inputs, outputs }] of layers.entries()) {
      const { weights, biases } = network.layers[l];
      if (n === 1) kernel.multiplyRow(write, read, weights, inputs, outputs);
      else kernel.multiply(write, read, weights, blocks, inputs, outputs);
      kernel.addBias(write, biases, blocks, outputs, l < layers.length - 1 ? 1 : 0);
      [read, write] = [write, read];
    }
    answers.set(numbers.subarray(read / 4, read / 4 + n * last), from * last);
  }
  return answers;
}

function load(layers: readonly Layer[]): Loaded {
  const widest = Math.max(...layers.map(({ inputs, outputs }) => Math.max(inputs, outputs)));
  const firstByte = 1024;
  const unitBytes = 4 * widest * mostRows;
  const weightBytes = layers.reduce((sum, { weights, biases }) => sum + weights.byteLength + biases.byteLength, 0);
  const source = openKernel(firstByte + 2 * unitBytes + weightBytes);
  const numbers = new Float32Array(source.buffer);
  let next = firstByte + 2 * unitBytes;
  const place = (values: Float32Array): number => {
    const at = next;
    numbers.set(values, at / 4);
    next += values.byteLength;
    return at;
  };
  const network: Loaded = {
    kernel: kernelFunctions(source),
    layers: layers.map(({ weights, biases }) => ({ weights: place(weights), biases: place(biases) })),
    units: [firstByte, firstByte + unitBytes],
    numbers,
  };
  loaded.set(layers, network);
  return network;
}
