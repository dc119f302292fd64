/** Answers of a network. Carried inside exported modules. */
import { singlesOf } from './decode.ts';
import { takeFinite } from './finite-features.ts';
import type { ModelOf, Outputs } from './plan.ts';
import { softmax } from './softmax.ts';

/** The function of a network: inputs are scaled, held within bounds and rounded to float32, as in training. */
export function compileNetwork(model: ModelOf<'network'>): Outputs {
  const { features, inputs, bound, nClasses, present, target } = model;
  const layers = model.layers.map(({ weights, biases, ...size }) => {
    return { ...size, weights: singlesOf(weights), biases: singlesOf(biases) };
  });
  const values = new Float64Array(features.length);
  const scaled = new Float32Array(layers[0].inputs);
  return ({ numbers }, row) => {
    takeFinite(numbers, features, values, row);
    for (let j = 0; j < values.length; j++) {
      const away = (values[j] - inputs.means[j]) * inputs.scales[j];
      const held = Math.max(-bound, Math.min(bound, away));
      scaled[j] = inputs.scales[j] === 0 ? 0 : held + (inputs.shifts?.[j] ?? 0);
    }
    const outputs = layers.reduce((units, layer, l) => passThrough(layer, units, l < layers.length - 1), scaled);
    if (nClasses === 0) return Float64Array.of(target.mean + target.deviation * outputs[0]);
    const shares = softmax(Float64Array.from(outputs.subarray(0, present.length)));
    const probabilities = new Float64Array(nClasses);
    for (let k = 0; k < present.length; k++) probabilities[present[k]] = shares[k];
    return probabilities;
  };
}

interface SingleLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

/** Rounds to single precision after every product and every sum, in the order of the inputs, as the kernel of training does. */
function passThrough({ inputs, outputs, weights, biases }: SingleLayer, from: Float32Array, rectify: boolean) {
  const to = new Float32Array(outputs);
  for (let j = 0; j < outputs; j++) {
    let sum = 0;
    for (let i = 0; i < inputs; i++) sum = Math.fround(sum + Math.fround(from[i] * weights[i * outputs + j]));
    const value = Math.fround(sum + biases[j]);
    to[j] = rectify && value < 0 ? 0 : value;
  }
  return to;
}
