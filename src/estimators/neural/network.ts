/** A fully connected network with rectified hidden units: its layers, and its answers row by row. */

/** Weights (`inputs` x `outputs`, row by row) and biases, in single precision. */
export type Layer = {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Float32Array;
  readonly biases: Float32Array;
};

/**
 * Outputs of the last layer for each row.
 *
 * @param rows nRows x inputs of the first layer.
 * @returns nRows x outputs of the last layer. Sums are in double precision and in a fixed order: a row's answer depends on the row alone.
 */
export function outputsOf(layers: readonly Layer[], rows: Float32Array, nRows: number): Float64Array {
  const last = layers[layers.length - 1].outputs;
  const answers = new Float64Array(nRows * last);
  const widest = Math.max(...layers.map(({ inputs, outputs }) => Math.max(inputs, outputs)));
  let from = new Float64Array(widest);
  let to = new Float64Array(widest);
  const width = layers[0].inputs;
  for (let row = 0; row < nRows; row++) {
    for (let j = 0; j < width; j++) from[j] = rows[row * width + j];
    for (const [l, layer] of layers.entries()) {
      passThrough(layer, from, to, l < layers.length - 1);
      [from, to] = [to, from];
    }
    for (let j = 0; j < last; j++) answers[row * last + j] = from[j];
  }
  return answers;
}

function passThrough(
  { inputs, outputs, weights, biases }: Layer,
  from: Float64Array,
  to: Float64Array,
  rectify: boolean,
) {
  for (let j = 0; j < outputs; j++) to[j] = biases[j];
  for (let i = 0; i < inputs; i++) {
    const value = from[i];
    // Silent units and zeros of one-hot columns add nothing.
    if (value === 0) continue;
    const at = i * outputs;
    for (let j = 0; j < outputs; j++) to[j] += value * weights[at + j];
  }
  if (rectify) for (let j = 0; j < outputs; j++) if (to[j] < 0) to[j] = 0;
}
